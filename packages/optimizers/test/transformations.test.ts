import { backward, Parameter } from '@plumbline/autograd';
import { engine, memory, scope, Tensor, tensor, useEngine } from '@plumbline/tensor';
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import {
  Adam,
  AdamW,
  addDecayedWeights,
  chain,
  clipByGlobalNorm,
  clipGradNorm,
  constant,
  cosine,
  type GradientTransformation,
  Lion,
  Optimizer,
  SGD,
  scaleByAdam,
  scaleByLearningRate,
  trace,
  warmup,
} from '../src/index.ts';

const parameter = (values: number[], dtype: 'float32' | 'float64' = 'float64') =>
  new Parameter(tensor(values, { dtype }));

/** One step with the given gradients (null: none). */
function stepWith(optimizer: Optimizer, gradients: readonly (readonly number[] | null)[]): void {
  for (const [i, p] of optimizer.parameters.entries()) {
    const gradient = gradients[i] ?? null;
    p.grad = gradient === null ? null : tensor([...gradient], { dtype: p.dtype });
  }
  optimizer.step();
}

/** What transformations make of gradients, step after step, with all parameters at `at`. */
function updatesOf(
  transformation: GradientTransformation,
  gradients: readonly number[],
  at = 1,
): number[] {
  const parameters = [tensor([at], { dtype: 'float64' })];
  let state = transformation.init(parameters);
  return gradients.map((g) => {
    const step = transformation.update([tensor([g], { dtype: 'float64' })], state, parameters);
    state = step.state;
    const [update = null] = step.updates;
    return update instanceof Tensor ? update.item() : Number.NaN;
  });
}

describe('single transformations', () => {
  const gradients = fc.array(fc.double({ min: -5, max: 5, noNaN: true }), {
    minLength: 20,
    maxLength: 30,
  });
  const share = fc.double({ min: 0, max: 0.99, noNaN: true });

  test('trace, with dampening', () => {
    fc.assert(
      fc.property(gradients, share, share, fc.boolean(), (all, momentum, dampening, nesterov) => {
        let v = Number.NaN;
        const expected = all.map((g, t) => {
          v = t === 0 ? g : momentum * v + (1 - dampening) * g;
          return nesterov ? g + momentum * v : v;
        });
        const found = updatesOf(trace({ momentum, dampening, nesterov }), all);
        for (const [t, x] of found.entries()) expect(x).toBeCloseTo(expected[t] ?? 0, 10);
      }),
    );
  });

  test('scaleByAdam, with any betas and eps', () => {
    const epsilons = fc.double({ min: 1e-8, max: 1, noNaN: true });
    fc.assert(
      fc.property(gradients, share, share, epsilons, (all, beta1, beta2, eps) => {
        let [m, v] = [0, 0];
        const expected = all.map((g, i) => {
          m = beta1 * m + (1 - beta1) * g;
          v = beta2 * v + (1 - beta2) * g * g;
          const t = i + 1;
          return m / (1 - beta1 ** t) / (Math.sqrt(v / (1 - beta2 ** t)) + eps);
        });
        const found = updatesOf(scaleByAdam({ betas: [beta1, beta2], eps }), all);
        for (const [t, x] of found.entries()) {
          const exact = expected[t] ?? 0;
          // A small root under a large mean makes updates of up to 1e8: rounding grows with them.
          expect(Math.abs(x - exact) / Math.max(1, Math.abs(exact))).toBeLessThan(5e-8);
        }
      }),
    );
  });

  test('chain applies its parts from first to last', () => {
    const [decay, rate] = [addDecayedWeights(0.5), scaleByLearningRate(0.1)];
    expect(updatesOf(chain(decay, rate), [3], 4)[0]).toBeCloseTo(-0.5, 12);
    expect(updatesOf(chain(rate, decay), [3], 4)[0]).toBeCloseTo(1.7, 12);
    expect(updatesOf(chain(), [3])).toEqual([3]);
  });

  test('clipByGlobalNorm against its closed form', () => {
    const vectors = fc.array(fc.double({ min: -9, max: 9, noNaN: true }), {
      minLength: 1,
      maxLength: 5,
    });
    fc.assert(
      fc.property(vectors, vectors, fc.double({ min: 0.1, max: 9, noNaN: true }), (a, b, max) => {
        const { updates } = clipByGlobalNorm(max).update(
          [tensor(a, { dtype: 'float64' }), null, tensor(b, { dtype: 'float64' })],
          null,
          [],
        );
        const factor = Math.min(1, max / (Math.hypot(...a, ...b) + 1e-6));
        const found = updates.flatMap((u) => (u === null ? [] : [...u.dataSync()]));
        for (const [i, x] of [...a, ...b].entries()) expect(found[i]).toBeCloseTo(x * factor, 10);
        expect(updates[1]).toBeNull();
      }),
    );
  });
});

describe('parameters without a gradient', () => {
  test('keep their state: their own steps are counted, as in PyTorch', () => {
    const late = new AdamW([parameter([1]), parameter([1])], { lr: 0.1 });
    const alone = new AdamW([parameter([1])], { lr: 0.1 });
    for (let i = 0; i < 5; i++) stepWith(late, [[2], null]);
    for (let i = 0; i < 5; i++) {
      stepWith(late, [null, [i - 3]]);
      stepWith(alone, [[i - 3]]);
    }
    expect(late.parameters[1]?.item()).toBe(alone.parameters[0]?.item());
  });

  test('are left alone by a step without any gradient', () => {
    const optimizer = new SGD([parameter([1])], { lr: 1, momentum: 0.9, weightDecay: 1 });
    stepWith(optimizer, [null]);
    expect(optimizer.parameters[0]?.item()).toBe(1);
  });
});

const makers: [name: string, make: (p: Parameter[]) => Optimizer][] = [
  ['SGD', (p) => new SGD(p, { lr: 0.05 })],
  ['momentum', (p) => new SGD(p, { lr: 0.02, momentum: 0.9, nesterov: true })],
  ['Adam', (p) => new Adam(p, { lr: cosine(0.2, 400) })],
  ['AdamW', (p) => new AdamW(p, { lr: cosine(0.2, 400), weightDecay: 0 })],
  ['Lion', (p) => new Lion(p, { lr: cosine(0.05, 400) })],
  [
    'clipped Adam',
    (p) =>
      new Optimizer(
        p,
        chain(clipByGlobalNorm(1), scaleByAdam(), scaleByLearningRate(cosine(0.2, 400))),
      ),
  ],
];

describe.each(makers)('%s', (_, make) => {
  test('finds the bottom of a bowl', () => {
    const w = parameter([3, -2, 1], 'float32');
    const scale = tensor([1, 4, 10]);
    const optimizer = make([w]);
    for (let i = 0; i < 400; i++) {
      optimizer.zeroGrad();
      backward(w.sub(0.5).square().mul(scale).sum());
      optimizer.step();
    }
    for (const x of w.dataSync()) expect(x).toBeCloseTo(0.5, 2);
  });

  test('has the same memory after step 10 and step 500, clipped too, and reads nothing', () => {
    useEngine({});
    const w = parameter([3, -2, 1], 'float32');
    const optimizer = make([w]);
    const read = vi.spyOn(engine(), 'readSync');
    const run = (steps: number) => {
      for (let i = 0; i < steps; i++) {
        optimizer.zeroGrad();
        backward(w.square().sum());
        clipGradNorm(optimizer.parameters, 1);
        optimizer.step();
      }
      return memory();
    };
    const atTen = run(10);
    expect(run(490)).toEqual(atTen);
    expect(read).not.toHaveBeenCalled();
  });
});

describe('Optimizer', () => {
  test('tells the learning rate of the next step', () => {
    const optimizer = new SGD([parameter([1])], { lr: warmup(2, constant(3)) });
    const rates = Array.from({ length: 4 }, () => {
      const { lr } = optimizer;
      stepWith(optimizer, [[1]]);
      return lr;
    });
    expect(rates).toEqual([1, 2, 3, 3]);
    expect([new Adam([parameter([1])]).lr, new AdamW([parameter([1])]).lr]).toEqual([1e-3, 1e-3]);
  });

  test('is unchanged by a step that fails', () => {
    const w = parameter([1]);
    const optimizer = new SGD([w], { lr: (step) => (step === 1 ? Number.NaN : 1), momentum: 0.5 });
    stepWith(optimizer, [[1]]);
    for (let i = 0; i < 2; i++) {
      expect(() => stepWith(optimizer, [[1]])).toThrow('learning rate at step 1');
    }
    expect([w.item(), optimizer.steps]).toEqual([0, 1]);
  });

  test('works inside a scope that ends', () => {
    const w = parameter([1]);
    const optimizer = new SGD([w], { lr: 0.25, momentum: 1 });
    for (let i = 0; i < 3; i++) scope(() => stepWith(optimizer, [[1]]));
    expect(w.item()).toBe(1 - 0.25 * 6);
  });
});

test('clipGradNorm keeps the dtype of every gradient', () => {
  const [a, b] = [parameter([1], 'float32'), parameter([1], 'float64')];
  a.grad = tensor([3]);
  b.grad = tensor([4], { dtype: 'float64' });
  expect(clipGradNorm([a, b], 1).item()).toBeCloseTo(5, 6);
  expect([a.grad?.dtype, b.grad?.dtype]).toEqual(['float32', 'float64']);
  expect(b.grad?.item()).toBeCloseTo(0.8, 6);
});
