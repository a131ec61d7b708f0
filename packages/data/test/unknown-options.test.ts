import { ones } from '@plumbline/tensor';
import { describe, expect, test } from 'vitest';
import * as data from '../src/index.ts';
import { loadIdxFolder, readCifar100, readImageFolder } from '../src/node.ts';

/** What a JavaScript user, or a wider object in TypeScript, may pass. */
const misspelled: object = { batchsize: 32 };
const examples = new data.TensorDataset(ones([4, 2]), ones([4, 1]));
const images = {
  images: new Uint8Array(4),
  labels: new Uint8Array(1),
  count: 1,
  channels: 1,
  rows: 2,
  columns: 2,
  classes: 1,
};

describe('an option that is misspelled', () => {
  test.each<[name: string, call: () => unknown]>([
    ['DataLoader', () => new data.DataLoader(examples, misspelled)],
    ['ImageBatches', () => new data.ImageBatches(images, misspelled)],
    ['parseCsv', () => data.parseCsv('a\n1', misspelled)],
    ['split', () => data.split(examples, { test: 0.5, ...misspelled })],
    ['parseCifar100', () => data.parseCifar100(new Uint8Array(), 'x', misspelled)],
    ['cutout', () => data.cutout({ size: 2, ...misspelled })],
    ['mixup', () => data.mixup({ classes: 2, ...misspelled })],
    ['randomCrop', () => data.randomCrop(misspelled)],
    ['randomFlip', () => data.randomFlip(misspelled)],
  ])('%s names it', (name, call) => {
    expect(call).toThrow(TypeError);
    expect(call).toThrow(`${name}: no option 'batchsize'; there are `);
  });

  test.each<[name: string, call: () => Promise<unknown>]>([
    ['readImageFolder', () => readImageFolder('nowhere', misspelled)],
    ['loadIdxFolder', () => loadIdxFolder('nowhere', misspelled)],
    ['readCifar100', () => readCifar100('nowhere', misspelled)],
  ])('%s names it', async (name, call) => {
    await expect(call()).rejects.toThrow(`${name}: no option 'batchsize'; there are `);
  });
});

describe('parseCsv with a target', () => {
  const text = 'rooms,age,price\n3,10,1.5\n4,2,-2.25';

  test('has it as floats of one column, which a layer with one output gives', () => {
    const { columns, x, y } = data.parseCsv(text, { target: 'price' });
    expect(columns).toEqual(['rooms', 'age']);
    expect([x.shape, y.shape, y.dtype]).toEqual([[2, 2], [2, 1], 'float32']);
    expect([...y.dataSync()]).toEqual([1.5, -2.25]);
  });

  test('says where it is no number, and takes no label beside', () => {
    const bad = 'rooms,price\n3,cheap';
    expect(() => data.parseCsv(bad, { target: 'price' })).toThrow(
      "CSV file: line 2, column 'price': 'cheap' is no number",
    );
    expect(() => data.parseCsv(text, { target: 'price', label: 'age' })).toThrow(
      'parseCsv: y is a label with classes, or a target: not both',
    );
  });
});
