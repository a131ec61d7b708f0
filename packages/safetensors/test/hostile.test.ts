import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encodeSafetensors, parseSafetensors, SafetensorsError } from '../src/index.ts';
import { anyMetadata, anyTensors } from './generated-tensors.ts';
import { fileOf, fileOfText } from './safetensors-files.ts';

const f32 = (shape: unknown, offsets: unknown, dtype: unknown = 'F32') => ({
  dtype,
  shape,
  data_offsets: offsets,
});
const two = f32([2], [0, 8]);

describe('parseSafetensors refuses', () => {
  test.each<[what: string, file: Uint8Array, message: string]>([
    ['nothing', new Uint8Array(), 'w: 0 bytes are too few'],
    ['half a length', new Uint8Array(7), 'w: 7 bytes are too few'],
    [
      'a zip file',
      Uint8Array.from({ length: 40 }, (_, i) => 'PK\x03\x04'.charCodeAt(i % 4)),
      'and 100,000,000 are allowed',
    ],
    [
      'a header longer than the file',
      fileOf({ a: two }).subarray(0, 30),
      'w: not a safetensors file, or cut: it claims a header of',
    ],
    ['a header of 2^64 - 1 bytes', new Uint8Array(16).fill(255), '100,000,000 are allowed'],
    ['no header', new Uint8Array(8), 'w: the header is not JSON'],
    ['no UTF-8', fileOfText(Uint8Array.of(0x7b, 0xff, 0x7d)), 'w: the header is not UTF-8'],
    ['a byte order mark', fileOfText('\ufeff{}'), 'w: the header is not JSON'],
    ['no JSON', fileOfText('{"a"'), 'w: the header is not JSON'],
    ['a list', fileOfText('[1]'), 'w: the header is no JSON object'],
    ['null', fileOfText('null'), 'w: the header is no JSON object'],
    ['deep lists', fileOfText('['.repeat(10 ** 5)), 'arrays are nested deeper'],
    ['deep objects', fileOfText('{"a":'.repeat(10 ** 5)), 'objects are nested deeper'],
    ['objects in lists', fileOfText('{"a":[{},{}]}'), 'objects are nested deeper'],
    [
      'a name twice',
      fileOfText(`{"a":${JSON.stringify(two)},"a":${JSON.stringify(two)}}`, 8),
      'it has the key "a" twice',
    ],
    [
      'a name twice, written in two ways',
      fileOfText('{"a":1, "\\u0061" : 2}'),
      'it has the key "a" twice',
    ],
    [
      'a key of a tensor twice',
      fileOfText('{"a":{"dtype":"F32","dtype":"I32"}}'),
      'it has the key "dtype" twice',
    ],
    [
      'millions of keys',
      fileOfText(
        `{"__metadata__":{${Array.from({ length: 10 ** 6 }, (_, i) => `"${i}":""`).join()}}}`,
      ),
      'it has more than 1,000,000 keys',
    ],
    ['a number for a tensor', fileOf({ a: 1 }), 'w: tensor "a": its description is no JSON object'],
    ['no dtype', fileOf({ a: { shape: [], data_offsets: [0, 0] } }), 'tensor "a": it has no dtype'],
    [
      'a dtype by inheritance',
      fileOfText('{"a":{"__proto__":1}}'),
      'tensor "a": "__proto__" is no part',
    ],
    [
      'an unknown dtype',
      fileOf({ a: f32([2], [0, 8], 'F33') }, 8),
      'tensor "a": dtype "F33" is unknown',
    ],
    [
      'a dtype of Object',
      fileOf({ a: f32([2], [0, 8], 'toString') }, 8),
      'dtype "toString" is unknown',
    ],
    [
      'uint64',
      fileOf({ n: f32([1], [0, 8], 'U64') }, 8),
      `w: tensor "n": dtype U64 can't be read (those that can: F64, F32, F16, BF16, I32, BOOL, I64)`,
    ],
    [
      'an unknown key',
      fileOf({ a: { ...two, strides: [1] } }, 8),
      'tensor "a": "strides" is no part',
    ],
    [
      'no shape',
      fileOf({ a: f32(null, [0, 8]) }, 8),
      'tensor "a": its shape is no list of whole numbers',
    ],
    ['a negative size', fileOf({ a: f32([-2, -1], [0, 8]) }, 8), 'its shape is no list of whole'],
    [
      'minus zero',
      fileOfText('{"a":{"dtype":"F32","shape":[-0],"data_offsets":[0,0]}}'),
      'its shape is no list of whole',
    ],
    [
      'half a size',
      fileOf({ a: f32([0.5, 4], [0, 8]) }, 8),
      'its shape is no list of whole numbers',
    ],
    ['a size of 2^53', fileOf({ a: f32([2 ** 53], [0, 8]) }, 8), 'its shape is no list of whole'],
    [
      'an infinite size',
      fileOfText('{"a":{"dtype":"F32","shape":[1e999],"data_offsets":[0,8]}}', 8),
      'its shape is no list',
    ],
    [
      'a text for a size',
      fileOf({ a: f32(['2'], [0, 8]) }, 8),
      'its shape is no list of whole numbers',
    ],
    [
      'sizes whose product overflows',
      fileOf({ a: f32([2 ** 31, 2 ** 31], [0, 8]) }, 8),
      'F32 [2147483648, 2147483648] has 2^53 bytes or more',
    ],
    [
      'sizes whose product is 2^64',
      fileOf({ a: f32([2 ** 32, 2 ** 32], [0, 0]) }),
      'has 2^53 bytes or more',
    ],
    ['one offset', fileOf({ a: f32([2], [8]) }, 8), 'its data_offsets are not two whole numbers'],
    ['negative offsets', fileOf({ a: f32([2], [-8, 0]) }, 8), 'its data_offsets are not two whole'],
    [
      'an end before the beginning',
      fileOf({ a: f32([2], [8, 0]) }, 8),
      'its data ends at 0, before it begins at 8',
    ],
    [
      'a shape that needs more',
      fileOf({ a: f32([3], [0, 8]) }, 8),
      'F32 [3] takes 12 bytes, but its data_offsets [0, 8] hold 8',
    ],
    ['a shape that needs less', fileOf({ a: f32([0], [0, 8]) }, 8), 'F32 [0] takes 0 bytes'],
    [
      'a cut file',
      fileOf({ a: two }, 7),
      'tensor "a": the file is cut: it ends at 8, and 7 bytes of data are there',
    ],
    [
      'terabytes',
      fileOf({ a: f32([2 ** 40], [0, 2 ** 42]) }, 8),
      'the file is cut: it ends at 4,398,046,511,104',
    ],
    ['bytes after the end', fileOf({ a: two }, 9), '1 bytes that no tensor has follow tensor "a"'],
    ['data without tensors', fileOf({}, 3), '3 bytes that no tensor has follow the header'],
    [
      'an overlap',
      fileOf({ a: two, b: f32([2], [4, 12]) }, 12),
      'tensor "b" begins at 4, inside of tensor "a", which ends at 8',
    ],
    [
      'one place for two',
      fileOf({ a: two, b: two }, 8),
      'tensor "b" begins at 0, inside of tensor "a"',
    ],
    [
      'a gap',
      fileOf({ b: f32([2], [12, 20]), a: two }, 20),
      'tensor "b": a gap of 4 bytes lies between tensor "a" and it',
    ],
    [
      'a gap at the start',
      fileOf({ a: f32([2], [4, 12]) }, 12),
      'a gap of 4 bytes lies between the header',
    ],
    [
      'a bool of 2',
      fileOf({ m: f32([2], [0, 2], 'BOOL') }, Uint8Array.of(1, 2)),
      'tensor "m": BOOL is 0 or 1, but byte 1 is 2',
    ],
    ['metadata that is no object', fileOf({ __metadata__: [] }), '__metadata__ is no JSON object'],
    [
      'metadata that is no text',
      fileOf({ __metadata__: { step: 3 } }),
      '__metadata__: the value of "step" is no string',
    ],
    [
      'names of megabytes, in short',
      fileOf({ ['x'.repeat(10 ** 5)]: 1 }),
      `tensor "${'x'.repeat(100)}..."`,
    ],
  ])('%s', (_, file, message) => {
    const parse = () => parseSafetensors(file, { name: 'w' });
    expect(parse).toThrow(SafetensorsError);
    expect(parse).toThrow(message);
    expect(parse).toThrow(/^w: /);
  });
});

test('a tensor of another dtype can be left out, and is checked all the same', () => {
  const only = (name: string) => name === 'a';
  const file = (end: number) =>
    fileOf({ n: f32([1], [0, end], 'U64'), a: f32([2], [end, end + 8]) }, end + 8);
  expect(Object.keys(parseSafetensors(file(8), { only }).tensors)).toEqual(['a']);
  expect(() => parseSafetensors(file(4), { only })).toThrow('U64 [1] takes 8 bytes');
});

test('tensors may stand in any order, also empty ones between others', () => {
  const header = { b: f32([1], [8, 12]), none: f32([0, 9], [8, 8]), a: two };
  const data = new Uint8Array(Float32Array.of(1, 2, 3).buffer);
  const { tensors } = parseSafetensors(fileOf(header, data));
  expect(Object.keys(tensors)).toEqual(['b', 'none', 'a']);
  expect([...(tensors['b']?.dataSync() ?? [])]).toEqual([3]);
});

/** Reads `bytes` or refuses them in words; anything else is a failure. */
function readOrRefuse(bytes: Uint8Array): void {
  try {
    const { tensors } = parseSafetensors(bytes, { name: 'mutant' });
    for (const tensor of Object.values(tensors)) tensor.dataSync();
  } catch (error) {
    if (!(error instanceof SafetensorsError)) throw error;
    expect(error.message).toMatch(/^mutant: /);
  }
}

describe('mutants are read or refused in words', () => {
  test('bytes changed, cut, put in and taken out', async () => {
    const change = fc.record({
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      remove: fc.nat({ max: 5 }),
      insert: fc.oneof(
        fc.uint8Array({ maxLength: 4 }),
        fc
          .constantFrom(
            '{',
            '}',
            '[',
            ']',
            '"',
            ',',
            ':',
            '-',
            '.5',
            'e99',
            '9007199254740993',
            '\\',
          )
          .map((text) => new TextEncoder().encode(text)),
      ),
      fixLength: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(
        anyTensors,
        anyMetadata,
        fc.array(change, { maxLength: 4 }),
        async (tensors, metadata, changes) => {
          let bytes = await encodeSafetensors(tensors, metadata);
          for (const { at, remove, insert, fixLength } of changes) {
            const start = Math.floor(at * bytes.length);
            const before = bytes.length;
            bytes = Uint8Array.of(
              ...bytes.subarray(0, start),
              ...insert,
              ...bytes.subarray(start + remove),
            );
            if (!fixLength || bytes.length < 8) continue;
            const view = new DataView(bytes.buffer);
            const length = Number(view.getBigUint64(0, true)) + bytes.length - before;
            view.setBigUint64(0, BigInt(Math.max(0, length)), true);
          }
          readOrRefuse(bytes);
        },
      ),
      { numRuns: 1000 },
    );
  });

  test('headers of the right form with wrong numbers and words', () => {
    const number = fc.oneof(
      fc.integer({ min: -1, max: 20 }),
      fc.constantFrom(2 ** 31, 2 ** 32, 2 ** 53 - 1, 2 ** 53, 2 ** 63, 1e300, 0.5),
    );
    const entry = fc.record(
      {
        dtype: fc.oneof(
          fc.constantFrom('F32', 'F64', 'I32', 'BOOL', 'F16', 'BF16', 'I64', 'U64', 'U8'),
          fc.string(),
        ),
        shape: fc.array(number, { maxLength: 3 }),
        data_offsets: fc.array(number, { minLength: 1, maxLength: 3 }),
      },
      { noNullPrototype: true, requiredKeys: ['shape'] },
    );
    const header = fc.dictionary(
      fc.string(),
      fc.oneof({ weight: 9, arbitrary: entry }, { weight: 1, arbitrary: fc.jsonValue() }),
    );
    fc.assert(
      fc.property(header, fc.nat({ max: 30 }), (tensors, size) =>
        readOrRefuse(fileOf(tensors, size)),
      ),
      { numRuns: 2000 },
    );
  });

  test('any bytes', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 60 }), readOrRefuse), { numRuns: 1000 });
    fc.assert(
      fc.property(fc.string(), (text) => readOrRefuse(fileOfText(text))),
      { numRuns: 1000 },
    );
    fc.assert(
      fc.property(fc.json(), (text) => readOrRefuse(fileOfText(text))),
      { numRuns: 1000 },
    );
  });
});
