import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { encode } from 'fast-png';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DataError, ImageBatches } from '../src/index.ts';
import { readImageFolder } from '../src/node.ts';
import fixture from './fixtures/images.json' with { type: 'json' };

const bytesOf = (base64: string) => Uint8Array.from(Buffer.from(base64, 'base64'));
const [first, ...others] = fixture.images;
const { rows, columns } = fixture;

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'images-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** Writes files by their names in the folder. */
async function write(files: Readonly<Record<string, Uint8Array>>): Promise<void> {
  for (const [name, bytes] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), bytes);
  }
}

/** A PNG of a size, all of one grey. */
function grey(width: number, height: number, level: number): Uint8Array {
  return encode({ width, height, channels: 1, data: new Uint8Array(width * height).fill(level) });
}

describe('readImageFolder', () => {
  test.each(fixture.images)('reads what Pillow reads: $name', async ({ file, rgb, grey }) => {
    await write({ 'class/image.png': bytesOf(file) });
    const colours = await readImageFolder(folder);
    expect(colours).toMatchObject({ count: 1, channels: 3, rows, columns, classes: 1 });
    expect(colours.images).toEqual(bytesOf(rgb));
    const levels = await readImageFolder(folder, { channels: 1 });
    expect(levels).toMatchObject({ count: 1, channels: 1, rows, columns });
    expect(levels.images).toEqual(bytesOf(grey));
  });

  test('reads back what fast-png writes, interlaced or not, 8 bits and 16', async () => {
    const shape = fc.record({
      width: fc.integer({ min: 1, max: 9 }),
      height: fc.integer({ min: 1, max: 9 }),
      channels: fc.constantFrom(1, 2, 3, 4),
      depth: fc.constantFrom(8, 16) satisfies fc.Arbitrary<8 | 16>,
    });
    const kinds = fc.constantFrom('null', 'Adam7') satisfies fc.Arbitrary<'null' | 'Adam7'>;
    await fc.assert(
      fc.asyncProperty(shape, kinds, fc.nat(), async (image, interlace, seed) => {
        const { width, height, channels, depth } = image;
        const bytes = Uint8Array.from(
          { length: width * height * channels },
          (_, i) => Math.imul(seed + i, 0x9e3779b1) >>> 24,
        );
        const data = depth === 8 ? bytes : Uint16Array.from(bytes, (byte) => byte * 256 + 77);
        await write({ 'class/image.png': encode({ ...image, data }, { interlace }) });
        const { images } = await readImageFolder(folder);
        const size = width * height;
        const expected = Uint8Array.from({ length: 3 * size }, (_, i) => {
          const component = channels < 3 ? 0 : Math.floor(i / size);
          return bytes[(i % size) * channels + component]!;
        });
        expect(images).toEqual(expected);
      }),
      { numRuns: 40 },
    );
  });

  test('classes are the folders in order, files too, whatever else is there', async () => {
    await write({
      'dog/b.png': grey(2, 1, 20),
      'dog/a.PNG': grey(2, 1, 10),
      'dog/more/c.png': grey(2, 1, 30),
      'cat/x.jpeg': grey(2, 1, 40),
      'cat/notes.txt': Uint8Array.of(1),
      'readme.png': Uint8Array.of(1),
    });
    const set = await readImageFolder(folder);
    expect(set.classNames).toEqual(['cat', 'dog']);
    expect([...set.labels]).toEqual([0, 1, 1, 1]);
    const files = ['cat/x.jpeg', 'dog/a.PNG', 'dog/b.png', 'dog/more/c.png'];
    expect(set.files).toEqual(files.map((name) => join(folder, name)));
    const [x, y] = new ImageBatches(set).batch(Int32Array.of(3, 0));
    expect([x.shape, [...y.dataSync()]]).toEqual([
      [2, 3, 1, 2],
      [1, 0],
    ]);
    expect(x.dataSync()[0]).toBe(Math.fround(30 / 255));
  });

  test('takes the classes of another folder', async () => {
    await write({ 'dog/a.png': grey(1, 1, 0) });
    const set = await readImageFolder(folder, { classNames: ['bird', 'cat', 'dog'] });
    expect([[...set.labels], set.classes]).toEqual([[2], 3]);
    await expect(readImageFolder(folder, { classNames: ['cat'] })).rejects.toThrow(
      `${join(folder, 'dog')}: not one of the classes cat`,
    );
  });

  const png = bytesOf(first!.file);
  const jpeg = bytesOf(others.find(({ name }) => name === '4:2:0')!.file);

  test.each([
    ['PNG', png],
    ['JPEG', jpeg],
  ])('every cut %s is an error that names it', async (_, whole) => {
    for (let length = 0; length < whole.length; length++) {
      await write({ 'class/cut.png': whole.subarray(0, length) });
      const error = await readImageFolder(folder).catch((cause: unknown) => cause);
      expect(error).toBeInstanceOf(DataError);
      expect(String(error)).toContain(`${join(folder, 'class/cut.png')}: `);
      expect(String(error)).not.toContain('Offset is outside the bounds');
    }
  });

  test('a damaged PNG is an error, and a damaged JPEG is one or an image', async () => {
    const damage = fc.tuple(fc.nat(), fc.integer({ min: 1, max: 255 }));
    await fc.assert(
      fc.asyncProperty(damage, fc.constantFrom(png, jpeg), async ([place, change], whole) => {
        const bytes = Uint8Array.from(whole);
        bytes[place % bytes.length]! ^= change;
        await write({ 'class/x.jpg': bytes });
        const result = await readImageFolder(folder).catch((cause: unknown) => cause);
        if (result instanceof Error) expect(result).toBeInstanceOf(DataError);
        else expect(whole).toBe(jpeg);
      }),
      { numRuns: 300 },
    );
  });

  test('a size that no such file has is refused before it is allocated', async () => {
    const hugePng = Uint8Array.from(png);
    new DataView(hugePng.buffer).setUint32(16, 2 ** 31 - 1);
    await write({ 'class/a.png': hugePng });
    await expect(readImageFolder(folder)).rejects.toThrow('a.png: a broken image: 2147483647 x 9');
    const hugeJpeg = Uint8Array.from(jpeg);
    // Start of frame: marker, length, bits, then the height and the width.
    const frame = hugeJpeg.findIndex((byte, i) => byte === 0xff && hugeJpeg[i + 1] === 0xc0);
    new DataView(hugeJpeg.buffer).setUint32(frame + 5, 0xff00ff00);
    await write({ 'class/a.png': hugeJpeg });
    await expect(readImageFolder(folder)).rejects.toThrow('65280 x 65280 pixels are more than');
  });

  test('says what else is wrong', async () => {
    await expect(readImageFolder(join(folder, 'none'))).rejects.toThrow('there is no such folder');
    await expect(readImageFolder(folder)).rejects.toThrow(`${folder}: no folders`);
    await mkdir(join(folder, 'cat'));
    await expect(readImageFolder(folder)).rejects.toThrow(`${join(folder, 'cat')}: no image`);
    await write({ 'cat/a.png': grey(2, 3, 0), 'cat/b.png': grey(3, 2, 0) });
    await expect(readImageFolder(folder)).rejects.toThrow(
      `b.png: 3 x 2 pixels, but ${join(folder, 'cat/a.png')} has 2 x 3: all images must have one size`,
    );
    await expect(readImageFolder(folder, { maxBytes: 35 })).rejects.toThrow(
      '2 images of 18 bytes are more than maxBytes, 35',
    );
    await write({ 'cat/a.png': new TextEncoder().encode('GIF89a') });
    await expect(readImageFolder(folder)).rejects.toThrow('a.png: neither PNG nor JPEG');
  });
});
