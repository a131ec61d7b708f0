import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Tensor, tensor, zeros } from '@plumbline/tensor';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encodeSafetensors, parseSafetensors, SafetensorsError } from '../src/index.ts';
import { anyMetadata, anyTensors, contents } from './generated-tensors.ts';
import { fileOf } from './safetensors-files.ts';

const fixtures = join(import.meta.dirname, 'fixtures');
const fixture = (name: string) => readFileSync(join(fixtures, `${name}.safetensors`));

interface Expected {
  readonly tensors: Record<
    string,
    { dtype: string; shape: readonly number[]; values: readonly (number | string)[] }
  >;
  readonly metadata: Record<string, string>;
}
const expected = (name: string): Expected =>
  JSON.parse(readFileSync(join(fixtures, `${name}.json`), 'utf8'));

const dtypes: Readonly<Record<string, string>> = {
  F64: 'float64',
  F32: 'float32',
  F16: 'float32',
  BF16: 'float32',
  I32: 'int32',
  I64: 'int32',
  BOOL: 'bool',
};

/** Python's words for what JSON has no numbers for. */
const numbers: Readonly<Record<string, number>> = { inf: Infinity, '-inf': -Infinity, nan: NaN };

const hasNumpy = spawnSync('python3', ['-c', 'import numpy']).status === 0;

describe('beside the reader and writer in Python', () => {
  test.each(['own-dtypes', 'half-precision', 'int64'])('reads what Python wrote: %s', (name) => {
    const { tensors, metadata } = parseSafetensors(fixture(name));
    const there = expected(name);
    expect(metadata).toEqual(there.metadata);
    expect(Object.keys(tensors)).toEqual(Object.keys(there.tensors));
    for (const [key, { dtype, shape, values }] of Object.entries(there.tensors)) {
      expect(tensors[key]?.dtype, key).toBe(dtypes[dtype]);
      expect(tensors[key]?.shape, key).toEqual(shape);
      const elements = values.map((x) => (typeof x === 'string' ? numbers[x] : x));
      expect([...(tensors[key]?.dataSync() ?? [])], key).toEqual(elements);
    }
  });

  test('writes the bytes that Python writes', async () => {
    const { tensors, metadata } = parseSafetensors(fixture('own-dtypes'));
    const ours = await encodeSafetensors(tensors, metadata);
    expect(fixture('own-dtypes').equals(ours)).toBe(true);
  });

  test.skipIf(!hasNumpy)('Python reads what is written', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'safetensors-'));
    const path = join(folder, 'ours.safetensors');
    const python = (file: string) =>
      JSON.parse(
        execFileSync('python3', [join(fixtures, 'safetensors.py'), 'read', file], {
          encoding: 'utf8',
        }),
      );
    try {
      const x = tensor([1, 2, 3, 4, 5, 6]).reshape([2, 3]);
      const flags = x.gt(3);
      writeFileSync(
        path,
        await encodeSafetensors({ flags, x: x.transpose() }, { by: 'Plumbline' }),
      );
      expect(python(path)).toEqual({
        tensors: {
          x: { dtype: 'F32', shape: [3, 2], values: [1, 4, 2, 5, 3, 6] },
          flags: { dtype: 'BOOL', shape: [2, 3], values: [0, 0, 0, 1, 1, 1] },
        },
        metadata: { by: 'Plumbline' },
      });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('round trips', () => {
  test('what is written is read back, bit by bit', async () => {
    await fc.assert(
      fc.asyncProperty(anyTensors, anyMetadata, async (tensors, metadata) => {
        const found = parseSafetensors(await encodeSafetensors(tensors, metadata));
        expect(contents(found.tensors)).toEqual(contents(tensors));
        expect(found.metadata).toEqual(metadata);
      }),
    );
  });

  test('every tensor starts at an address that its elements may have', async () => {
    await fc.assert(
      fc.asyncProperty(anyTensors, async (tensors) => {
        const bytes = Buffer.from(await encodeSafetensors(tensors));
        const length = Number(bytes.readBigUInt64LE());
        const header: Record<string, { dtype: string; data_offsets: [number, number] }> =
          JSON.parse(bytes.toString('utf8', 8, 8 + length));
        const sizes: Record<string, number> = { F64: 8, F32: 4, I32: 4, BOOL: 1 };
        expect(length % 8).toBe(0);
        for (const { dtype, data_offsets } of Object.values(header)) {
          expect(data_offsets[0] % (sizes[dtype] ?? NaN)).toBe(0);
        }
      }),
    );
  });

  test('views are written as they are seen, NaN with its bits', async () => {
    const nan = new Float32Array(Uint32Array.of(0x7fc12345, 0xffc00001).buffer);
    const x = tensor([1, 2, 3, 4, 5, 6]).reshape([2, 3]);
    const views = { t: x.transpose(), last: x.slice(null, [2, 3]), nan: tensor(nan) };
    const { tensors } = parseSafetensors(await encodeSafetensors(views));
    expect([...(tensors['t']?.dataSync() ?? [])]).toEqual([1, 4, 2, 5, 3, 6]);
    expect([...(tensors['last']?.dataSync() ?? [])]).toEqual([3, 6]);
    const read = tensors['nan']?.dataSync() ?? nan;
    expect([...new Uint32Array(read.buffer, read.byteOffset, 2)]).toEqual([0x7fc12345, 0xffc00001]);
  });

  test('all 65,536 halves have the value of their definition', () => {
    const halves = Uint16Array.from({ length: 2 ** 16 }, (_, i) => i);
    const header = { x: { dtype: 'F16', shape: [2 ** 16], data_offsets: [0, 2 ** 17] } };
    const file = Buffer.concat([fileOf(header), new Uint8Array(halves.buffer)]);
    const values = parseSafetensors(file).tensors['x']?.dataSync() ?? [];
    for (const half of halves) {
      const [exponent, fraction] = [(half >> 10) & 31, half & 1023];
      const magnitude =
        exponent === 31
          ? fraction === 0
            ? Infinity
            : NaN
          : exponent === 0
            ? fraction * 2 ** -24
            : (1 + fraction / 1024) * 2 ** (exponent - 15);
      const value = half & 0x8000 ? -magnitude : magnitude;
      if (!Object.is(values[half], value)) expect([half, values[half]]).toEqual([half, value]);
    }
  });
});

test('int64 is int32 where it fits, and else an error with the tensor', () => {
  fc.assert(
    fc.property(fc.array(fc.bigInt(-(2n ** 32n), 2n ** 32n)), (values) => {
      const data = new Uint8Array(BigInt64Array.from(values).buffer);
      const n = { dtype: 'I64', shape: [values.length], data_offsets: [0, data.length] };
      const parse = () => parseSafetensors(fileOf({ n }, data), { name: 'w' });
      const at = values.findIndex((value) => value !== BigInt.asIntN(32, value));
      if (at < 0) expect([...(parse().tensors['n']?.dataSync() ?? [])]).toEqual(values.map(Number));
      else {
        expect(parse).toThrow(SafetensorsError);
        expect(parse).toThrow(
          `w: tensor "n": I64 is read as int32, but element ${at} is ${values[at]}`,
        );
      }
    }),
    { numRuns: 300, examples: [[[2n ** 31n]], [[-(2n ** 31n) - 1n]], [[0n, -(2n ** 63n)]]] },
  );
});

describe('encodeSafetensors refuses', () => {
  const released: Tensor = zeros([2]);
  released.release();
  test.each<[string, Record<string, Tensor>, Record<string, string>, string]>([
    ['the name of the metadata', { __metadata__: zeros([1]) }, {}, 'no tensor can be called'],
    ['half a surrogate pair in a name', { 'a\ud800': zeros([1]) }, {}, '"a\\ud800" is not Unicode'],
    ['half a surrogate pair in a text', {}, { a: '\udc00' }, 'is not Unicode'],
    ['a released tensor', { released }, {}, 'was released'],
    ['a header over 100 MB', {}, { a: 'x'.repeat(100_000_000) }, '100,000,000 are allowed'],
  ])('%s', async (_, tensors, metadata, message) => {
    await expect(encodeSafetensors(tensors, metadata)).rejects.toThrow(message);
  });
});

test('only the node entry touches Node', () => {
  const source = join(import.meta.dirname, '../src');
  for (const name of readdirSync(source).filter((file) => file.endsWith('.ts'))) {
    if (name === 'node.ts') continue;
    expect(readFileSync(join(source, name), 'utf8'), name).not.toMatch(
      /from '(node:|\.\/node)|Buffer\./,
    );
  }
});
