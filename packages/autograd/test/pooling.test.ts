import { readFileSync } from 'node:fs';
import { type Tensor, tensor, useEngine } from '@plumbline/tensor';
import { describe, expect, test } from 'vitest';
import { grad, gradcheck } from '../src/index.ts';

/** What `fixtures/pooling.py` wrote; arrays are numbers in one string. */
interface Case {
  readonly op: 'maxPool2d' | 'avgPool2d';
  readonly shape: readonly number[];
  readonly options: {
    readonly kernel: number | [number, number];
    readonly stride?: number | [number, number];
    readonly padding?: number | [number, number];
    readonly dilation?: number | [number, number];
  };
  readonly input: string;
  readonly output: string;
  readonly outputShape: readonly number[];
  readonly weight: string;
  readonly gradient: string;
  readonly second: string;
}

const file = readFileSync(new URL('fixtures/pooling.json', import.meta.url), 'utf8');
const { cases, torch }: { cases: readonly Case[]; torch: string } = JSON.parse(file);

const numbers = (text: string): Float64Array => Float64Array.from(text.split(' '), Number);

function expectNear(actual: Tensor, text: string, tolerance: number): void {
  const expected = numbers(text);
  const values = actual.dataSync();
  expect(values.length).toBe(expected.length);
  for (const [i, value] of expected.entries()) {
    const error = Math.abs(values[i]! - value);
    expect(error, `element ${i}`).toBeLessThanOrEqual(tolerance * Math.max(1, Math.abs(value)));
  }
}

describe.each(['wasm', 'reference'] as const)('on the %s engine', (name) => {
  describe.each(['float32', 'float64'] as const)('%s', (dtype) => {
    test.each(cases.map((example) => [example.op, example.options, example] as const))(
      `%s %j: values, gradient and second derivative are PyTorch's (${torch})`,
      (_, __, { op, shape, options: { kernel, ...options }, outputShape, ...expected }) => {
        useEngine({ name });
        // Seven digits are what the file has.
        const tolerance = 1e-6;
        const x = tensor(numbers(expected.input), { shape, dtype });
        const weight = tensor(numbers(expected.weight), { shape: outputShape, dtype });
        const pool = (image: Tensor) => image[op](kernel, options);
        expect(pool(x).shape).toEqual(outputShape);
        expectNear(pool(x), expected.output, tolerance);

        const loss = (image: Tensor) => pool(image).square().mul(weight).sum();
        expectNear(grad(loss)(x), expected.gradient, tolerance);
        const slope = grad(loss, { createGraph: true });
        expectNear(grad((image) => slope(image).square().sum())(x), expected.second, tolerance);
      },
    );
  });

  test('of equal elements the first has the whole gradient', () => {
    useEngine({ name });
    const gradient = grad((x) => x.maxPool2d(2).sum())(
      tensor([
        [
          [
            [1, 3],
            [3, 3],
          ],
        ],
      ]),
    );
    expect([...gradient.dataSync()]).toEqual([0, 1, 0, 0]);
  });
});

test('a chain of poolings agrees with differences', () => {
  const x = tensor(
    Float64Array.from({ length: 64 }, (_, i) => ((i * 29) % 64) / 16),
    {
      shape: [1, 1, 8, 8],
    },
  );
  gradcheck((image) => image.maxPool2d(3, { stride: 1, padding: 1 }).square().avgPool2d(2), [x]);
});
