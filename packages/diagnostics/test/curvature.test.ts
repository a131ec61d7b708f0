import { backward, hessian } from '@plumbline/autograd';
import {
  BatchNorm1d,
  Dropout,
  Linear,
  Module,
  mse,
  PReLU,
  Residual,
  Sequential,
  Tanh,
} from '@plumbline/layers';
import { Generator, randint, randn, type Tensor, tensor, zeros } from '@plumbline/tensor';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { curvature } from '../src/index.ts';
import { denseSingularValues, linear, withSingularValues } from './known-matrices.ts';

const dtype = 'float64';
const draw = (seed: number, ...shape: number[]) =>
  randn(shape, { dtype, generator: new Generator(seed) });

describe('a linear model’s squared error, with 2 XᵀX / (N outputs) as Hessian of each output', () => {
  test('has its largest eigenvalue and trace', () => {
    const cases = fc.record({
      examples: fc.integer({ min: 1, max: 12 }),
      inputs: fc.integer({ min: 1, max: 12 }),
      outputs: fc.integer({ min: 1, max: 4 }),
      seed: fc.nat(1e6),
    });
    fc.assert(
      fc.property(cases, ({ examples, inputs, outputs, seed }) => {
        const least = Math.min(examples, inputs);
        const values = Array.from({ length: least }, (_, i) => 3 / (1 + i));
        const x = withSingularValues(examples, inputs, values, seed);
        const model = new Linear(inputs, outputs, { bias: false, dtype });
        const sample = [x, draw(seed, examples, outputs)] as const;
        const got = curvature(model, sample, { tolerance: 1e-9, seed });
        expect(got.parameters).toBe(inputs * outputs);
        const largest = (2 * 3 ** 2) / (examples * outputs);
        expect(Math.abs(got.largestEigenvalue / largest - 1)).toBeLessThan(1e-12);
        expect(got.residual).toBeLessThan(1e-9);
        const trace = (2 * values.reduce((sum, s) => sum + s * s, 0)) / examples;
        expect(Math.abs(got.trace - trace)).toBeLessThanOrEqual(6 * got.traceError + 1e-12 * trace);
      }),
      { numRuns: 40 },
    );
  });

  test('with a bias is that of X with a column of ones', () => {
    const x = draw(1, 9, 3);
    const got = curvature(new Linear(3, 1, { dtype }), [x, zeros([9, 1], { dtype })], {
      tolerance: 1e-8,
    });
    const values = denseSingularValues(x.pad([0, 1, 0, 0], { value: 1 }));
    expect(got.largestEigenvalue).toBeCloseTo((2 * values[0]! ** 2) / 9, 12);
  });
});

describe('the signs', () => {
  const diagonal = (...entries: number[]) => {
    const weights = tensor(entries, { dtype });
    const loss = (output: Tensor) => output.square().mul(weights).sum().div(2);
    const model = new Linear(1, entries.length, { bias: false, dtype });
    return curvature(model, tensor([[1]], { dtype }), { loss, tolerance: 1e-9 });
  };

  test('a negative eigenvalue of the largest magnitude is found as such', () => {
    const got = diagonal(2, -5, 4.5, 0);
    expect(got.largestEigenvalue).toBeCloseTo(-5, 12);
    expect(diagonal(2, -5, 5.5, 0).largestEigenvalue).toBeCloseTo(5.5, 12);
  });

  test('of a diagonal Hessian every random vector tells the trace exactly', () => {
    const got = diagonal(2, -5, 4.5, 0);
    expect(got.trace).toBeCloseTo(1.5, 12);
    expect(got.traceError).toBeLessThan(1e-12);
  });

  test('of a loss that is linear in the weights all is 0', () => {
    const model = new Linear(3, 1, { dtype });
    const got = curvature(model, draw(1, 4, 3), { loss: (output) => output.mean() });
    expect(got).toMatchObject({ largestEigenvalue: 0, residual: 0, trace: 0, traceError: 0 });
  });
});

test('a nonlinear network has the values of the whole Hessian', () => {
  const model = new Sequential(
    new Linear(3, 4, { dtype }),
    new Tanh(),
    new Linear(4, 2, { dtype }),
  );
  const [x, y] = [draw(1, 6, 3), draw(2, 6, 2)];
  // The same network, written out over one vector.
  const loss = (w: Tensor) => {
    const [w1, b1] = [w.slice([0, 12]).reshape([4, 3]), w.slice([12, 16])];
    const [w2, b2] = [w.slice([16, 24]).reshape([2, 4]), w.slice([24, 26])];
    const hidden = x.matmul(w1.transpose(0, 1)).add(b1).tanh();
    return mse(hidden.matmul(w2.transpose(0, 1)).add(b2), y);
  };
  const flat = tensor(Float64Array.from(model.parameters().flatMap((p) => [...p.dataSync()])));
  const matrix = hessian(loss)(flat);
  const got = curvature(model, [x, y], { tolerance: 1e-8, samples: 400 });
  const [largest = 0] = denseSingularValues(matrix);
  expect(Math.abs(got.largestEigenvalue)).toBeCloseTo(largest, 11);
  const data = [...matrix.dataSync()];
  const trace = Array.from({ length: 26 }, (_, i) => data[27 * i]!).reduce((a, b) => a + b);
  expect(Math.abs(got.trace - trace)).toBeLessThan(4 * got.traceError);
  // The variance of vᵀHv is twice the squares beside the diagonal.
  const squares = data.reduce((sum, h, i) => sum + (i % 27 === 0 ? 0 : 2 * h * h), 0);
  expect(got.traceError / Math.sqrt(squares / 400)).toBeCloseTo(1, 0);
});

test('a search over many parameters that needs restarts', () => {
  const values = Array.from({ length: 150 }, (_, i) => 1 / (1 + 0.001 * i));
  const x = withSingularValues(150, 150, values, 3);
  const model = new Linear(150, 1, { bias: false, dtype });
  const sample = [x, zeros([150, 1], { dtype })] as const;
  const rough = curvature(model, sample, { products: 3, samples: 2 });
  const fine = curvature(model, sample, { products: 400, samples: 2, tolerance: 1e-6 });
  const exact = 2 / 150;
  expect(rough.largestEigenvalue).toBeLessThan(fine.largestEigenvalue);
  expect(rough.residual).toBeGreaterThan(1e-3);
  expect(fine.residual).toBeLessThanOrEqual(1e-6);
  expect(Math.abs(fine.largestEigenvalue / exact - 1)).toBeLessThan(1e-6);
});

/** Parameters in an array, in an object, and one that two places share. */
class Scattered extends Module {
  readonly list = [linear(tensor([[2]], { dtype })).weight];
  readonly table = { a: this.list[0]!, b: linear(tensor([[3]], { dtype })).weight };
  readonly frozen = linear(tensor([[7]], { dtype })).weight;

  /** 7 x a² b */
  forward(x: Tensor): Tensor {
    return x.mul(this.list[0]!).mul(this.table.a).mul(this.table.b).mul(this.frozen);
  }
}

test('parameters in lists, shared and frozen ones', () => {
  const model = new Scattered();
  model.frozen.requiresGrad = false;
  const got = curvature(model, tensor([[1]], { dtype }), { loss: (y) => y.sum(), tolerance: 1e-9 });
  // 7 · [[2b, 2a], [2a, 0]] with a = 2, b = 3.
  expect(got.parameters).toBe(2);
  expect(got.largestEigenvalue).toBeCloseTo(7 * (3 + Math.sqrt(9 + 16)), 10);
  expect(model.list[0]).toBe(model.table.a);
  model.list[0]!.requiresGrad = false;
  model.table.b.requiresGrad = false;
  expect(() => curvature(model, tensor([[1]], { dtype }))).toThrow(
    'curvature: the model has no parameter that is trained',
  );
});

test('nothing of the model moves: weights, gradients, estimates, and a backward under way', () => {
  const model = new Sequential(
    new Linear(4, 6),
    new BatchNorm1d(6),
    new PReLU(),
    new Residual(new Sequential(new Linear(6, 6), new Dropout(0.5))),
  );
  const sample = [randn([8, 4]), randint(0, 6, [8])] as const;
  const loss = model.forward(sample[0]).square().mean();
  const state = () => Object.values(model.stateDict()).map((t) => [...t.dataSync()]);
  const before = state();
  const calls: number[] = [];
  const options = { products: 5, samples: 2, onProgress: (done: number) => calls.push(done) };
  const got = curvature(model, sample, options);
  expect(Number.isFinite(got.trace)).toBe(true);
  expect(calls).toEqual(calls.map((_, i) => i + 1));
  expect(calls.at(-1)).toBe(7);
  expect(state()).toEqual(before);
  expect(model.parameters().every(({ grad }) => grad === null)).toBe(true);
  backward(loss);
  expect(model.parameters().every(({ grad }) => grad !== null)).toBe(true);
  expect(curvature(model, sample, options)).toEqual(got);
});

test('numbers that are not finite go through', () => {
  const model = new Linear(2, 1, { dtype });
  const got = curvature(model, tensor([[Number.NaN, 1]], { dtype }));
  expect([got.largestEigenvalue, got.residual, got.trace]).toEqual(new Array(3).fill(Number.NaN));
  expect(() => curvature(model, draw(1, 1, 2), { samples: 1 })).toThrow(/samples must be/);
});
