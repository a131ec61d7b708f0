import { backward, Parameter } from '@plumbline/autograd';
import { keep, memory, tensor, useEngine } from '@plumbline/tensor';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Adam, AdamW, clipGradNorm, type Optimizer, SGD } from '../src/index.ts';

const number = fc.double({ min: -2, max: 2, noNaN: true });
const rate = fc.double({ min: 1e-4, max: 0.3, noNaN: true });
const share = fc.double({ min: 0, max: 0.99, noNaN: true });
const steps = 25;

/** The path of one float64 parameter whose loss is w² / 2 + c w, so that its gradient is w + c. */
function path(start: number, c: number, make: (parameters: Parameter[]) => Optimizer): number[] {
  const w = new Parameter(tensor([start], { dtype: 'float64' }));
  const optimizer = make([w]);
  return Array.from({ length: steps }, () => {
    optimizer.zeroGrad();
    backward(w.square().mul(0.5).add(w.mul(c)).sum());
    optimizer.step();
    return w.item();
  });
}

function expectPath(
  found: readonly number[],
  expected: (previous: number, t: number) => number,
  start: number,
): void {
  let w = start;
  for (const [t, value] of found.entries()) {
    w = expected(w, t + 1);
    expect(Math.abs(value - w)).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(w)));
  }
}

describe('published formulas, in scalars', () => {
  test('SGD (torch.optim.SGD)', () => {
    fc.assert(
      fc.property(
        number,
        number,
        rate,
        share,
        share,
        fc.boolean(),
        (start, c, lr, momentum, weightDecay, nesterov) => {
          const look = nesterov && momentum > 0;
          let v = 0;
          expectPath(
            path(start, c, (p) => new SGD(p, { lr, momentum, weightDecay, nesterov: look })),
            (w, t) => {
              const g = w + c + weightDecay * w;
              v = t === 1 ? g : momentum * v + g;
              return w - lr * (momentum === 0 ? g : look ? g + momentum * v : v);
            },
            start,
          );
        },
      ),
      { numRuns: 40 },
    );
  });

  test.each(['Adam', 'AdamW'] as const)('%s (torch.optim)', (name) => {
    fc.assert(
      fc.property(number, number, rate, share, (start, c, lr, weightDecay) => {
        let [m, v] = [0, 0];
        const make = (p: Parameter[]) =>
          name === 'Adam' ? new Adam(p, { lr, weightDecay }) : new AdamW(p, { lr, weightDecay });
        expectPath(
          path(start, c, make),
          (w, t) => {
            const decayed = name === 'AdamW' ? w - lr * weightDecay * w : w;
            const g = w + c + (name === 'Adam' ? weightDecay * w : 0);
            m = 0.9 * m + 0.1 * g;
            v = 0.999 * v + 0.001 * g * g;
            const [mHat, vHat] = [m / (1 - 0.9 ** t), v / (1 - 0.999 ** t)];
            return decayed - (lr * mHat) / (Math.sqrt(vHat) + 1e-8);
          },
          start,
        );
      }),
      { numRuns: 40 },
    );
  });
});

describe('Optimizer', () => {
  test.each([
    ['SGD', (p: Parameter[]) => new SGD(p, { lr: 0.1, momentum: 0.9 })],
    ['Adam', (p: Parameter[]) => new Adam(p)],
  ])('%s skips parameters without a gradient and keeps its memory flat', (_, make) => {
    useEngine({});
    const [used, unused] = [tensor([1, 2]), tensor([3, 4])].map((t) => new Parameter(t));
    if (used === undefined || unused === undefined) throw new Error('unreachable');
    const optimizer = make([used, unused]);
    const once = () => {
      optimizer.zeroGrad();
      backward(used.square().sum());
      optimizer.step();
    };
    for (let i = 0; i < 10; i++) once();
    const atTen = memory();
    for (let i = 10; i < 300; i++) once();
    expect(memory()).toEqual(atTen);
    expect([...unused.dataSync()]).toEqual([3, 4]);
  });

  test('a parameter can get its first gradient late', () => {
    const [a, b] = [new Parameter(tensor([1])), new Parameter(tensor([1]))];
    const optimizer = new SGD([a, b], { lr: 0.5, momentum: 0.5 });
    backward(a.sum());
    optimizer.step();
    optimizer.zeroGrad();
    backward(b.sum());
    optimizer.step();
    expect([a.item(), b.item()]).toEqual([0.5, 0.5]);
  });

  test('errors', () => {
    expect(() => new SGD([], { lr: 1 })).toThrow('no parameters to train');
    const p = [new Parameter(tensor([1]))];
    expect(() => new SGD(p, { lr: -1 })).toThrow(
      'learning rate: expected a number from 0 up, got -1',
    );
    expect(() => new SGD(p, { lr: Number.NaN })).toThrow('got NaN');
    expect(() => new SGD(p, { lr: 1, nesterov: true })).toThrow('needs a momentum');
  });
});

describe('clipGradNorm', () => {
  test('scales all gradients together and returns the norm before', () => {
    fc.assert(
      fc.property(number, number, fc.double({ min: 0.1, max: 4, noNaN: true }), (x, y, limit) => {
        const [a, b] = [new Parameter(tensor([1])), new Parameter(tensor([1]))];
        backward(a.mul(x).add(b.mul(y)).sum());
        const norm = keep(clipGradNorm([a, b], limit));
        const expected = Math.hypot(x, y);
        expect(norm.item()).toBeCloseTo(expected, 5);
        const factor = Math.min(1, limit / (expected + 1e-6));
        expect(a.grad?.item()).toBeCloseTo(x * factor, 5);
        expect(b.grad?.item()).toBeCloseTo(y * factor, 5);
      }),
    );
    expect(clipGradNorm([], 1).item()).toBe(0);
    expect(() => clipGradNorm([], 0)).toThrow('above 0');
  });
});
