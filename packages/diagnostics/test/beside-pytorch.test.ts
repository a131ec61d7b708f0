import { readFileSync } from 'node:fs';
import { cifarResnet } from '@plumbline/layers';
import { type Shape, type Tensor, tensor } from '@plumbline/tensor';
import { expect, test } from 'vitest';
import { curvature, gradientNoise, jacobianSpectrum } from '../src/index.ts';

/** What `fixtures/curvature.py` writes. */
const expected: {
  readonly largestEigenvalue: number;
  readonly trace: number;
  readonly noise: { readonly gradientSquare: number; readonly variance: number };
  /** Singular values. */
  readonly network: readonly number[];
  readonly 'layer2.0': readonly number[];
} = JSON.parse(readFileSync(new URL('fixtures/curvature.json', import.meta.url), 'utf8'));

const dtype = 'float64';

/** The script's `wave`. */
function wave(shape: Shape, phase: number): Tensor {
  const size = shape.reduce((product, n) => product * n, 1);
  const elements = new Float64Array(size).map((_, i) => Math.sin(phase + 1.1 * i + 0.37 * i * i));
  return tensor(elements, { shape });
}

const model = cifarResnet({ depth: 8, width: 2, classes: 10, dtype });
for (const [i, [name, parameter]] of model.namedParameters().entries()) {
  const center = name.includes('bn') && name.endsWith('weight') ? 1 : 0;
  parameter.assign(wave(parameter.shape, i).mul(0.5).add(center));
}
const x = wave([12, 3, 8, 8], 0.5);
const labels = tensor(Int32Array.from({ length: 12 }, (_, i) => i % 10));

const relative = (got: number, exact: number) => Math.abs(got / exact - 1);

test('the Hessian of a residual network with batch normalization', () => {
  const got = curvature(model, [x, labels], { tolerance: 1e-6, products: 400, samples: 8 });
  expect(relative(got.largestEigenvalue, expected.largestEigenvalue)).toBeLessThan(1e-11);
  expect(Math.abs(got.trace - expected.trace)).toBeLessThan(3 * got.traceError);
});

test('its gradient noise', () => {
  const { gradientSquare, variance } = gradientNoise(model, [x, labels], { gradients: 3 });
  expect(relative(gradientSquare, expected.noise.gradientSquare)).toBeLessThan(1e-11);
  expect(relative(variance, expected.noise.variance)).toBeLessThan(1e-11);
});

test('the Jacobians of the network and of a block with another shape, in the batch', () => {
  const { jacobians } = jacobianSpectrum(model, x, { example: 1, values: 500 });
  const byName = new Map(jacobians.map((jacobian) => [jacobian.name, jacobian]));
  for (const [name, values] of [
    ['', expected.network],
    ['layer2.0', expected['layer2.0']],
  ] as const) {
    const { singularValues = [], complete } = byName.get(name) ?? {};
    expect(complete).toBe(true);
    expect(singularValues).toHaveLength(values.length);
    const differences = singularValues.map((value, i) => Math.abs(value - values[i]!));
    expect(Math.max(...differences) / values[0]!).toBeLessThan(1e-11);
  }
});
