import { jacobian } from '@plumbline/autograd';
import {
  BatchNorm1d,
  cifarResnet,
  Dropout,
  Embedding,
  Linear,
  Residual,
  Sequential,
  Tanh,
} from '@plumbline/layers';
import { eye, Generator, memory, randint, randn, type Tensor, tensor } from '@plumbline/tensor';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { jacobianSpectrum } from '../src/index.ts';
import { denseSingularValues, linear, orthogonal, withSingularValues } from './known-matrices.ts';

const dtype = 'float64';
const draw = (seed: number, ...shape: number[]) =>
  randn(shape, { dtype, generator: new Generator(seed) });

function only(model: Parameters<typeof jacobianSpectrum>[0], x: Tensor, options = {}) {
  const [spectrum] = jacobianSpectrum(model, x, options).jacobians;
  if (spectrum === undefined) throw new Error('nothing was measured');
  return spectrum;
}

/** The largest difference, relative to the largest value. */
function difference(got: readonly number[], expected: readonly number[]): number {
  expect(got).toHaveLength(expected.length);
  return Math.max(...got.map((x, i) => Math.abs(x - expected[i]!))) / Math.max(...expected, 1e-300);
}

const descending = (values: readonly number[]) => [...values].sort((a, b) => b - a);

describe('all singular values', () => {
  test('of a linear network are those that its matrix was made of, multiple ones and 0 too', () => {
    const value = fc.oneof(fc.constantFrom(0, 1, 1, 2), fc.double({ min: 0, max: 3, noNaN: true }));
    const cases = fc.record({
      rows: fc.integer({ min: 1, max: 12 }),
      columns: fc.integer({ min: 1, max: 12 }),
      values: fc.array(value, { minLength: 12, maxLength: 12 }),
      seed: fc.nat(1e6),
    });
    fc.assert(
      fc.property(cases, ({ rows, columns, values, seed }) => {
        const expected = descending(values.slice(0, Math.min(rows, columns)));
        const model = linear(withSingularValues(rows, columns, expected, seed));
        const got = only(model, draw(seed, 3, columns));
        expect(got).toMatchObject({ name: '', inputs: columns, outputs: rows, complete: true });
        expect(difference(got.singularValues, expected)).toBeLessThan(1e-11);
        const mean = (f: (x: number) => number) =>
          expected.reduce((sum, x) => sum + f(x), 0) / expected.length;
        expect(got.meanSquare).toBeCloseTo(
          mean((x) => x * x),
          9,
        );
        expect(got.isometryDistance).toBeCloseTo(Math.sqrt(mean((x) => (x - 1) ** 2)), 9);
        expect(got.meanSquareError).toBe(0);
      }),
      { numRuns: 40 },
    );
  });

  test('the condition number, and Infinity without full rank', () => {
    const full = linear(withSingularValues(5, 7, [8, 4, 2, 1, 0.5], 1));
    expect(only(full, draw(1, 1, 7)).conditionNumber).toBeCloseTo(16, 8);
    const deficient = linear(withSingularValues(5, 7, [8, 4, 2, 0, 0], 1));
    expect(only(deficient, draw(1, 1, 7)).conditionNumber).toBe(Number.POSITIVE_INFINITY);
    const zero = linear(tensor([[0]], { dtype }));
    const expected = { singularValues: [0], conditionNumber: Number.POSITIVE_INFINITY };
    expect(only(zero, draw(1, 1, 1))).toMatchObject({ ...expected, isometryDistance: 1 });
    const [three] = only(linear(tensor([[-3]], { dtype })), draw(1, 1, 1)).singularValues;
    expect(three).toBeCloseTo(3, 14);
  });

  test('an orthogonal network of 96 units is an isometry', () => {
    const model = new Sequential(linear(orthogonal(96, 1)), linear(orthogonal(96, 2)));
    const { isometryDistance, conditionNumber, complete } = only(model, draw(3, 1, 96), {
      values: 96,
    });
    expect(complete).toBe(true);
    expect(isometryDistance).toBeLessThan(1e-12);
    expect(conditionNumber).toBeCloseTo(1, 12);
  });

  test('a nonlinear network has those of the matrix that jacobian() computes, by example', () => {
    const model = new Sequential(
      new Linear(6, 9, { dtype }),
      new Tanh(),
      new Residual(new Sequential(new Linear(9, 9, { dtype }), new Tanh())),
      new Linear(9, 4, { dtype }),
    );
    const batch = draw(4, 3, 6);
    for (const example of [0, 2]) {
      const x = batch.slice([example, example + 1]);
      const matrix = jacobian((at: Tensor) => model.forward(at))(x).reshape([4, 6]);
      const got = only(model, batch, { example }).singularValues;
      expect(difference(got, denseSingularValues(matrix))).toBeLessThan(1e-12);
    }
  });

  test('float32 has them to its own precision', () => {
    const values = [3, 2, 2, 1, 0.1, 0];
    const model = linear(withSingularValues(6, 6, values, 5).to('float32'));
    const got = only(model, draw(5, 1, 6).to('float32'));
    expect(difference(got.singularValues, values)).toBeLessThan(1e-6);
    expect(got.conditionNumber).toBe(Number.POSITIVE_INFINITY);
  });
});

describe('blocks', () => {
  test('x + aQx of a symmetric reflection Q has 1 + a and 1 - a', () => {
    const v = draw(1, 8, 1);
    const reflection = eye(8, 8, { dtype }).sub(
      v.matmul(v.transpose(0, 1)).mul(2).div(v.square().sum()),
    );
    const block = (a: number) => new Residual(linear(reflection.mul(a)));
    const model = new Sequential(block(0.25), block(0.5));
    const { jacobians } = jacobianSpectrum(model, draw(2, 1, 8));
    expect(jacobians.map(({ name }) => name)).toEqual(['', '0', '1']);
    const expected = (a: number) => [...new Array<number>(7).fill(1 + a), 1 - a];
    const product = expected(0.25).map((x, i) => x * expected(0.5)[i]!);
    for (const [i, values] of [product, expected(0.25), expected(0.5)].entries()) {
      expect(difference(jacobians[i]!.singularValues, values)).toBeLessThan(1e-12);
    }
    expect(jacobians[2]?.isometryDistance).toBeCloseTo(0.5, 12);
    expect(jacobians[2]?.conditionNumber).toBeCloseTo(3, 12);
  });

  test('are measured at the activation that reaches them', () => {
    const first = new Linear(5, 5, { dtype });
    const block = new Residual(new Sequential(new Linear(5, 5, { dtype }), new Tanh()));
    const model = new Sequential(first, block);
    const x = draw(3, 1, 5);
    const matrix = jacobian((at: Tensor) => block.forward(at))(first.forward(x)).reshape([5, 5]);
    const { jacobians } = jacobianSpectrum(model, x);
    const got = jacobians[1]!.singularValues;
    expect(difference(got, denseSingularValues(matrix))).toBeLessThan(1e-12);
  });

  test('of a network of token ids, whose input has no derivative', () => {
    const model = new Sequential(
      new Embedding(10, 4, { dtype }),
      new Residual(linear(withSingularValues(4, 4, [1, 1, 1, 1], 3).mul(0.5))),
    );
    const { jacobians } = jacobianSpectrum(model, randint(0, 10, [2]));
    expect(jacobians.map(({ name, inputs }) => [name, inputs])).toEqual([['1', 4]]);
    expect(() => jacobianSpectrum(new Embedding(10, 4), randint(0, 10, [2]))).toThrow(
      /int32 has no derivative/,
    );
  });
});

describe('a part of the values', () => {
  const size = 80;
  const all = Array.from({ length: size }, (_, i) => 4 * 0.9 ** i);

  test('the largest converge, and the rest is estimated', () => {
    const model = linear(withSingularValues(size, size, all, 7));
    const got = only(model, draw(1, 1, size), { values: 5, samples: 40 });
    expect(got.complete).toBe(false);
    expect(difference(got.singularValues, all.slice(0, 5))).toBeLessThan(1e-9);
    expect(got.conditionNumber).toBeGreaterThan(4);
    expect(got.conditionNumber).toBeLessThanOrEqual((all[0]! / all.at(-1)!) * (1 + 1e-9));
    const mean = (f: (x: number) => number) => all.reduce((sum, x) => sum + f(x), 0) / size;
    const square = mean((x) => x * x);
    expect(got.meanSquareError).toBeLessThan(0.1 * square);
    expect(Math.abs(got.meanSquare - square)).toBeLessThan(4 * got.meanSquareError);
    const distance = Math.sqrt(mean((x) => (x - 1) ** 2));
    expect(Math.abs(got.isometryDistance / distance - 1)).toBeLessThan(0.15);
  });

  test('the estimates are right on the average of many seeds', () => {
    const model = linear(withSingularValues(size, 90, all, 7));
    const seeds = Array.from({ length: 12 }, (_, seed) => seed);
    const estimates = seeds.map((seed) =>
      only(model, draw(1, 1, 90), { values: 2, steps: 5, seed }),
    );
    const square = all.reduce((sum, x) => sum + x * x, 0) / size;
    const errors = estimates.map((got) => (got.meanSquare - square) / got.meanSquareError);
    const mean = errors.reduce((sum, x) => sum + x, 0) / errors.length;
    expect(Math.abs(mean)).toBeLessThan(1);
    expect(errors.filter((x) => Math.abs(x) > 4).length).toBeLessThan(3);
  });

  test('those that did not converge in the steps allowed are left out', () => {
    const model = linear(withSingularValues(size, size, all, 7));
    const got = only(model, draw(1, 1, size), { values: 30, steps: 31 });
    expect(got.singularValues.length).toBeGreaterThan(0);
    expect(got.singularValues.length).toBeLessThan(30);
    expect(difference(got.singularValues, all.slice(0, got.singularValues.length))).toBeLessThan(
      1e-5,
    );
  });
});

describe('the mode of the model', () => {
  test('with batch statistics it is the example’s part in the batch', () => {
    const model = new Sequential(new Linear(4, 5, { dtype }), new BatchNorm1d(5, { dtype }));
    const batch = draw(8, 6, 4);
    const matrix = jacobian((x: Tensor) => model.forward(x))(batch);
    const part = matrix.slice([2, 3], null, [2, 3]).reshape([5, 4]);
    const got = only(model, batch, { example: 2 }).singularValues;
    expect(difference(got, denseSingularValues(part))).toBeLessThan(1e-12);

    model.eval();
    const one = batch.slice([2, 3]);
    const alone = jacobian((x: Tensor) => model.forward(x))(one).reshape([5, 4]);
    const inEval = only(model, batch, { example: 2 }).singularValues;
    expect(difference(inEval, denseSingularValues(alone))).toBeLessThan(1e-12);
  });

  test('nothing of the model moves, and no tensor is left over', () => {
    const model = new Sequential(cifarResnet({ depth: 8, width: 4 }), new Dropout(0.5));
    const before = Object.values(model.stateDict()).map((t) => [...t.dataSync()]);
    const x = draw(1, 2, 3, 8, 8).to('float32');
    const options = { values: 1, steps: 2, samples: 2 };
    jacobianSpectrum(model, x, options);
    const { buffers, bytes } = memory();
    const { jacobians } = jacobianSpectrum(model, x, options);
    expect(memory()).toMatchObject({ buffers, bytes });
    expect(jacobians).toHaveLength(4);
    expect(Object.values(model.stateDict()).map((t) => [...t.dataSync()])).toEqual(before);
    expect(model.training).toBe(true);
  });

  test('the same seed gives the same values, and progress counts the Jacobians', () => {
    const model = new Sequential(new Residual(new Linear(70, 70)), new Linear(70, 70));
    const x = draw(1, 1, 70).to('float32');
    const calls: [number, number][] = [];
    const run = (seed: number) =>
      jacobianSpectrum(model, x, {
        values: 3,
        seed,
        onProgress: (done, total) => calls.push([done, total]),
      });
    const first = run(1);
    expect(run(1)).toEqual(first);
    expect(run(2)).not.toEqual(first);
    expect(calls.slice(0, 2)).toEqual([
      [1, 2],
      [2, 2],
    ]);
  });
});

test('numbers that are not finite are reported as such', () => {
  const model = linear(
    tensor(
      [
        [1, Number.NaN],
        [0, 1],
      ],
      { dtype },
    ),
  );
  const got = only(model, draw(1, 1, 2));
  expect(got).toMatchObject({ singularValues: [], complete: false });
  expect([got.conditionNumber, got.meanSquare, got.isometryDistance]).toEqual([
    Number.NaN,
    Number.NaN,
    Number.NaN,
  ]);
});

test('errors say what was given', () => {
  const model = new Linear(3, 3);
  const x = randn([2, 3]);
  expect(() => jacobianSpectrum(model, x, { example: 2 })).toThrow(
    'jacobianSpectrum: no example 2 in a batch of shape [2, 3]',
  );
  expect(() => jacobianSpectrum(model, x, { values: 0 })).toThrow(/values must be a whole number/);
  expect(() => jacobianSpectrum(model, x, { tolerance: Number.NaN })).toThrow(/tolerance/);
});
