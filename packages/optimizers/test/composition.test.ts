import { noGrad, Parameter } from '@plumbline/autograd';
import { type DType, randn, type Tensor, tensor } from '@plumbline/tensor';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  AdamW,
  accumulate,
  adamw,
  addDecayedWeights,
  chain,
  clipByGlobalNorm,
  clipByValue,
  Lion,
  Optimizer,
  orthogonalize,
  partition,
  SGD,
  scaleByLearningRate,
  scaleByTrustRatio,
  sgd,
  stateless,
  trace,
} from '../src/index.ts';
import { bits, startWeights, train } from './seeded-run.ts';

const one = (values: number[], dtype: DType = 'float64') =>
  new Parameter(tensor(values, { dtype }));

/** One step with the given gradients (null: none). */
function stepWith(optimizer: Optimizer, gradients: readonly (readonly number[] | null)[]): void {
  for (const [i, p] of optimizer.parameters.entries()) {
    const gradient = gradients[i] ?? null;
    p.grad = gradient === null ? null : tensor([...gradient], { dtype: p.dtype }).reshape(p.shape);
  }
  optimizer.step();
}

describe('parameter groups', () => {
  test('are optimizers of their own, with shared defaults', () => {
    const [together, apart] = [startWeights(), startWeights()];
    const grouped = new AdamW(
      [
        { parameters: together.filter((_, i) => i % 2 === 0), lr: 0.1 },
        { parameters: together.filter((_, i) => i % 2 === 1), weightDecay: 0 },
      ],
      { lr: 0.2, betas: [0.5, 0.6] },
    );
    // In the order of the groups, so that gradients are the same.
    const parameters = grouped.parameters.map((p) => apart[together.indexOf(p)] ?? p);
    const labels = ['even', 'even', 'odd', 'odd'] as const;
    const written = new Optimizer(
      parameters,
      partition(
        {
          even: adamw({ lr: 0.1, betas: [0.5, 0.6] }),
          odd: adamw({ lr: 0.2, betas: [0.5, 0.6], weightDecay: 0 }),
        },
        (_, i) => labels[i] ?? 'odd',
      ),
    );
    train(grouped, 0, 8);
    train(written, 0, 8);
    expect(bits(apart)).toEqual(bits(together));
  });

  test('may be generators', () => {
    function* generated(w: Parameter) {
      yield w;
    }
    const [a, b] = [one([1]), one([1])];
    stepWith(new SGD(generated(a), { lr: 0.5 }), [[1]]);
    stepWith(new SGD([{ parameters: generated(b) }], { lr: 0.5 }), [[1]]);
    expect([a.item(), b.item()]).toEqual([0.5, 0.5]);
  });
});

describe('clipping', () => {
  test('by value limits each element, and lets NaN be seen', () => {
    const values = fc.array(fc.double({ min: -9, max: 9 }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(values, fc.double({ min: 0.1, max: 9, noNaN: true }), (g, limit) => {
        const { updates } = clipByValue(limit).update(
          [tensor(g, { dtype: 'float64' }), null],
          null,
          [],
        );
        const expected = g.map((x) => Math.min(limit, Math.max(-limit, x)));
        expect([...(updates[0]?.dataSync() ?? [])].map((x) => x + 0)).toEqual(
          expected.map((x) => x + 0),
        );
        expect(updates[1]).toBeNull();
      }),
    );
  });

  test('by norm, before a partition, has the norm of all groups', () => {
    const [a, b] = [one([0]), one([0])];
    const parts = partition({ a: sgd({ lr: 1 }), b: sgd({ lr: 2 }) }, (_, i) =>
      i === 0 ? 'a' : 'b',
    );
    stepWith(new Optimizer([a, b], chain(clipByGlobalNorm(1), parts)), [[3], [4]]);
    expect([a.item(), b.item()]).toEqual([expect.closeTo(-0.6, 6), expect.closeTo(-1.6, 6)]);
  });
});

describe('accumulate', () => {
  test('is the step with the mean of the gradients', () => {
    const numbers = fc.array(fc.double({ min: -4, max: 4, noNaN: true }), {
      minLength: 6,
      maxLength: 6,
    });
    fc.assert(
      fc.property(numbers, fc.integer({ min: 1, max: 3 }), (gradients, every) => {
        const [a, b] = [one([1]), one([1])];
        const options = { lr: 0.1, momentum: 0.9, weightDecay: 0.1 };
        const optimizer = new Optimizer([a], accumulate(every, sgd(options)));
        const single = new SGD([b], options);
        for (const [i, g] of gradients.entries()) {
          stepWith(optimizer, [[g]]);
          if ((i + 1) % every !== 0) continue;
          const mean = gradients.slice(i + 1 - every, i + 1).reduce((x, y) => x + y, 0) / every;
          stepWith(single, [[mean]]);
          expect(a.item()).toBeCloseTo(b.item(), 12);
        }
      }),
    );
  });

  test('a missing gradient counts as 0, one that never came stays missing', () => {
    const [a, b] = [one([0]), one([7])];
    const optimizer = new Optimizer([a, b], accumulate(2, sgd({ lr: 1, weightDecay: 1 })));
    stepWith(optimizer, [[3], null]);
    stepWith(optimizer, [null, null]);
    expect([a.item(), b.item()]).toEqual([-1.5, 7]);
  });
});

describe('chain', () => {
  test('calls parts of the same name, and those without, by their place', () => {
    const optimizer = new Optimizer(
      [one([1])],
      chain(
        trace({ momentum: 0.5 }),
        addDecayedWeights(1),
        trace({ momentum: 0.5 }),
        chain(trace({ momentum: 0.5 })),
        stateless((updates) => updates),
        scaleByLearningRate(1),
      ),
    );
    const counts = Object.keys(optimizer.stateDict()).filter((name) => !name.endsWith('velocity'));
    // Names that are numbers come first in every object.
    expect(counts).toEqual([
      'steps',
      '3.trace.0.count',
      'trace.0.count',
      'trace2.0.count',
      'learningRate.count',
    ]);
  });
});

describe('Lion', () => {
  test('moves every element by the rate, whatever the size of its gradient', () => {
    const w = one([1, 1, 1]);
    stepWith(new Lion([w], { lr: 0.25 }), [[1e-9, -1e9, 0]]);
    expect([...w.dataSync()]).toEqual([0.75, 1.25, 1]);
  });
});

describe('scaleByTrustRatio', () => {
  test('gives updates the norm of their parameter; zeros leave them as they are', () => {
    const parameters = [
      [3, 4],
      [0, 0],
      [3, 4],
    ].map((values) => tensor(values));
    const updates = [
      [0, 2],
      [0, 2],
      [0, 0],
    ].map((values) => tensor(values));
    const step = scaleByTrustRatio().update(updates, [null, null, null], parameters);
    expect(step.updates.map((update) => [...(update?.dataSync() ?? [])])).toEqual([
      [0, 5],
      [0, 2],
      [0, 0],
    ]);
  });
});

describe('orthogonalize', () => {
  /** Of X / √(max(1, rows / columns)), by the closed form for the smaller side squared. */
  function singularValues(x: Tensor): number[] {
    const [rows = 1, columns = 1] = x.shape;
    const wide = rows > columns ? x.transpose() : x;
    const [a = 0, b = 0, , d = 0] = wide.matmul(wide.transpose()).dataSync();
    const scale = Math.max(1, rows / columns);
    const [half, spread] = [(a + d) / 2, Math.hypot((a - d) / 2, b)];
    return [half + spread, half - spread].map((square) => Math.sqrt(square / scale));
  }

  test('brings singular values near 1, in wide and in tall matrices', () => {
    const shapes = fc.constantFrom([2, 2], [2, 7], [6, 2], [2, 3, 2, 1]);
    fc.assert(
      fc.property(shapes, (shape) => {
        const g = randn(shape, { dtype: 'float64' });
        const before = singularValues(g.flatten(1));
        // What is a hundredth of the largest or less takes more rounds.
        fc.pre((before[1] ?? 0) / (before[0] ?? 1) > 0.02);
        const [update] = noGrad(() => orthogonalize().update([g], [null], [g]).updates);
        expect(update?.shape).toEqual(shape);
        for (const value of singularValues((update ?? g).flatten(1))) {
          expect(value).toBeGreaterThan(0.68);
          expect(value).toBeLessThan(1.14);
        }
      }),
      { numRuns: 40 },
    );
  });
});
