import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { gunzip } from '../src/gunzip.ts';
import { DataError, encodeIdx, type IdxData, parseIdx, readIdx } from '../src/index.ts';
import { idxFile, imagesFile } from './idx-files.ts';

const shapes = fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 1, maxLength: 4 });

const elementTypes: [name: string, make: (values: readonly number[]) => IdxData][] = [
  ['Uint8Array', (values) => Uint8Array.from(values)],
  ['Int8Array', (values) => Int8Array.from(values)],
  ['Int16Array', (values) => Int16Array.from(values)],
  ['Int32Array', (values) => Int32Array.from(values)],
  ['Float32Array', (values) => Float32Array.from(values)],
  ['Float64Array', (values) => Float64Array.from(values)],
];

describe('parseIdx', () => {
  test('reads bytes put together by hand, also inside a larger buffer', () => {
    fc.assert(
      fc.property(shapes, fc.nat({ max: 9 }), (shape, before) => {
        const count = shape.reduce((product, size) => product * size, 1);
        const elements = Uint8Array.from({ length: count }, (_, i) => (i * 37) % 256);
        const file = idxFile(shape, elements);
        const padded = new Uint8Array(before + file.length + 3);
        padded.set(file, before);
        const found = parseIdx(padded.subarray(before, before + file.length), 'file');
        expect(found).toEqual({ shape, data: elements });
      }),
    );
  });

  test.each(elementTypes)('reads back what encodeIdx writes: %s', (_, make) => {
    fc.assert(
      fc.property(shapes, fc.integer(), (shape, seed) => {
        const count = shape.reduce((product, size) => product * size, 1);
        const data = make(Array.from({ length: count }, (_, i) => Math.imul(seed + i, 0x9e3779b1)));
        expect(parseIdx(encodeIdx({ shape, data }))).toEqual({ shape, data });
      }),
    );
  });

  test('elements are big-endian', () => {
    expect([...parseIdx(idxFile([1], [0xff, 0xfe], 0x0b)).data]).toEqual([-2]);
    expect([...parseIdx(idxFile([1], [0, 0, 1, 0], 0x0c)).data]).toEqual([256]);
    expect([...parseIdx(idxFile([1], [0x3f, 0x80, 0, 0], 0x0d)).data]).toEqual([1]);
  });

  test('every cut file is an error that names it', () => {
    fc.assert(
      fc.property(shapes, (shape) => {
        const count = shape.reduce((product, size) => product * size, 1);
        const file = idxFile(shape, new Uint8Array(count));
        for (let length = 0; length < file.length; length++) {
          expect(() => parseIdx(file.subarray(0, length), 'cut')).toThrow(/^cut: .*bytes|found/);
        }
      }),
      { numRuns: 30 },
    );
  });

  test.each([
    [
      'a cut file',
      idxFile([60_000, 28, 28], new Uint8Array(984)),
      'train: 47,040,016 bytes expected, 1,000 found: the file is cut',
    ],
    ['trailing bytes', Uint8Array.of(...imagesFile(1), 0), '23 found: something follows the data'],
    ['another format', Uint8Array.of(0x89, 0x50, 0x4e, 0x47), 'it starts with 89 50 4e 47'],
    ['gzip', Uint8Array.of(0x1f, 0x8b, 8, 0), 'readIdx reads that'],
    ['an unknown element type', Uint8Array.of(0, 0, 7, 1), 'it starts with 00 00 07 01'],
    ['no axes', Uint8Array.of(0, 0, 8, 0), 'it starts with 00 00 08 00'],
    ['nothing', new Uint8Array(), '0 bytes are too few'],
    ['half a header', Uint8Array.of(0, 0, 8, 3, 0, 0), '16 bytes expected for 3 axes, 6 found'],
    [
      'sizes that overflow',
      idxFile([0xffffffff, 0xffffffff, 0xffffffff], [1]),
      'the header claims a size that no file has',
    ],
    ['gigabytes', idxFile([0xffffffff], [1]), '4,294,967,303 bytes expected, 9 found'],
    ['255 axes', idxFile([...new Array<number>(254).fill(2 ** 32 - 1), 0], []), 'claims a size'],
  ])('%s', (_, bytes, message) => {
    expect(() => parseIdx(bytes, 'train')).toThrow(DataError);
    expect(() => parseIdx(bytes, 'train')).toThrow(message);
    expect(() => parseIdx(bytes, 'train')).toThrow(/^train: /);
  });

  test('any bytes are read or refused', () => {
    const header = fc.tuple(fc.constantFrom(8, 9, 11, 12, 13, 14), fc.nat({ max: 3 }));
    const almost = fc
      .tuple(header, fc.uint8Array({ maxLength: 40 }))
      .map(([[type, rank], rest]) => Uint8Array.of(0, 0, type, rank, ...rest));
    fc.assert(
      fc.property(fc.oneof(almost, fc.uint8Array({ maxLength: 40 })), (bytes) => {
        try {
          expect(parseIdx(bytes).shape.length).toBeGreaterThan(0);
        } catch (error) {
          expect(error).toBeInstanceOf(DataError);
        }
      }),
      { numRuns: 500 },
    );
  });

  test('encodeIdx refuses data that does not fill the shape', () => {
    expect(() => encodeIdx({ shape: [2, 2], data: new Uint8Array(3) })).toThrow('3 elements');
  });
});

describe('readIdx', () => {
  test('reads both plain and compressed bytes', async () => {
    const plain = imagesFile(50);
    expect(await readIdx(gzipSync(plain))).toEqual(parseIdx(plain));
    expect(await readIdx(plain)).toEqual(parseIdx(plain));
  });

  test('every cut and every damaged gzip file is an error that names it', async () => {
    const packed = gzipSync(imagesFile(2));
    for (let length = 0; length < packed.length; length++) {
      await expect(readIdx(packed.subarray(0, length), 'a.gz')).rejects.toThrow(/^a.gz: /);
    }
    const damaged = Uint8Array.from(packed);
    damaged.fill(0xff, 12, 20);
    await expect(readIdx(damaged, 'a.gz')).rejects.toThrow('the gzip data is damaged or cut');
  });

  test('stops unpacking above a limit', async () => {
    const bomb = gzipSync(new Uint8Array(10 ** 6));
    await expect(gunzip(bomb, 'a.gz', 10 ** 5)).rejects.toThrow('unpacks to more than 100,000');
  });
});
