import { readFileSync } from 'node:fs';
import { backward, Parameter } from '@plumbline/autograd';
import { tensor } from '@plumbline/tensor';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  accumulate,
  chain,
  cosine,
  exponential,
  type LearningRate,
  linear,
  lookahead,
  multiStep,
  Optimizer,
  oneCycle,
  polynomial,
  type ReduceOnPlateauOptions,
  reduceOnPlateau,
  type Schedule,
  SGD,
  sgd,
  step,
  warmRestarts,
  warmup,
} from '../src/index.ts';

/** What `fixtures/schedules.py` writes with torch.optim.lr_scheduler. */
interface Fixture {
  readonly schedules: Readonly<Record<string, readonly number[]>>;
  /** null stands for NaN. */
  readonly metrics: readonly (number | null)[];
  readonly plateaus: Readonly<Record<string, readonly number[]>>;
}
const path = new URL('fixtures/schedules.json', import.meta.url);
const fixture: Fixture = JSON.parse(readFileSync(path, 'utf8'));

const steps = 40;
const schedules: Readonly<Record<string, Schedule>> = {
  cosine: cosine(0.4, 39, 0.1),
  step: step(0.4, 7, 0.3),
  warmRestarts: warmRestarts(0.4, 6),
  'warmRestarts longer': warmRestarts(0.4, 3, { factor: 2, end: 0.05 }),
  polynomial: polynomial(0.4, 30, { power: 2.5 }),
  linear: linear(0.4, 25, 0.1),
  'linear up': linear(0.1, 10, 0.4),
  exponential: exponential(0.4, 0.9),
  multiStep: multiStep(0.4, [5, 20, 20, 31], 0.5),
  oneCycle: oneCycle(0.4, steps),
  'oneCycle linear': oneCycle(0.4, steps, {
    pctStart: 0.45,
    divFactor: 10,
    finalDivFactor: 100,
    anneal: 'linear',
  }),
  'oneCycle three phases': oneCycle(0.4, steps, { pctStart: 0.37, threePhase: true }),
};
const plateaus: Readonly<Record<string, ReduceOnPlateauOptions>> = {
  min: {},
  patient: { factor: 0.5, patience: 2, cooldown: 3, minLr: 0.01 },
  impatient: { factor: 0.3, patience: 0, threshold: 0.05, thresholdMode: 'abs', eps: 1e-4 },
  max: { mode: 'max', factor: 0.5, patience: 3 },
  'max abs': {
    mode: 'max',
    factor: 0.7,
    patience: 4,
    threshold: 0.2,
    thresholdMode: 'abs',
    cooldown: 1,
  },
};

/** PyTorch multiplies rates step by step, and rounds as often. */
function expectRates(found: readonly number[], expected: readonly number[]): void {
  expect(found.length).toBe(expected.length);
  for (const [i, rate] of expected.entries()) {
    expect(Math.abs((found[i] ?? Number.NaN) - rate), `step ${i}`).toBeLessThan(1e-14);
  }
}

const parameter = () => new Parameter(tensor([1]));
function stepOnce(optimizer: Optimizer): void {
  optimizer.zeroGrad();
  for (const p of optimizer.parameters) backward(p.sum());
  optimizer.step();
}

describe("beside PyTorch's", () => {
  test.each(Object.entries(schedules))('%s', (name, schedule) => {
    expectRates(
      Array.from({ length: steps }, (_, i) => schedule(i)),
      fixture.schedules[name] ?? [],
    );
  });

  test.each(Object.entries(plateaus))('reduceOnPlateau %s', (name, options) => {
    const optimizer = new SGD([parameter()], { lr: reduceOnPlateau(0.4, options) });
    const rates = fixture.metrics.map((metric) => {
      const { lr } = optimizer;
      stepOnce(optimizer);
      optimizer.observe(metric ?? Number.NaN);
      return lr;
    });
    expectRates(rates, fixture.plateaus[name] ?? []);
    expect(new Set(rates).size).toBeGreaterThan(2);
  });

  test('the fixture has these, no others', () => {
    expect(Object.keys(fixture.schedules).sort()).toEqual(Object.keys(schedules).sort());
    expect(Object.keys(fixture.plateaus).sort()).toEqual(Object.keys(plateaus).sort());
  });
});

describe('after the end', () => {
  test.each<[name: string, schedule: Schedule, end: number]>([
    ['cosine', cosine(1, 10, 0.2), 0.2],
    ['polynomial', polynomial(1, 10, { power: 2, end: 0.25 }), 0.25],
    ['linear', linear(1, 10), 0],
    ['oneCycle', oneCycle(1, 10, { divFactor: 10, finalDivFactor: 10 }), 0.01],
  ])('%s stays', (_, schedule, end) => {
    expect([10, 11, 1e6].map(schedule)).toEqual([end, end, end]);
  });

  test('a cycle has its highest rate where the rise ends, whatever the options', () => {
    const options = fc.record({
      pctStart: fc.double({ min: 0, max: 1, noNaN: true }),
      anneal: fc.constantFrom('cos', 'linear'),
    });
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 300 }), options, (length, chosen) => {
        const rates = Array.from({ length }, (_, i) => oneCycle(0.5, length, chosen)(i));
        for (const rate of rates) expect(rate).toBeGreaterThanOrEqual(0.5 / 25 / 1e4 - 1e-12);
        for (const rate of rates) expect(rate).toBeLessThanOrEqual(0.5 + 1e-12);
        expect(rates.at(-1)).toBeCloseTo(chosen.pctStart === 1 ? 0.5 : 0.5 / 25 / 1e4, 9);
      }),
    );
  });
});

describe('warmup', () => {
  test('rises to what comes after, and hands over', () => {
    expect([0, 1, 2, 3, 4].map(warmup(3, step(4, 2, 0.5)))).toEqual([1, 2, 3, 4, 4]);
    expect([0, 1, 2, 3].map(warmup(1, warmRestarts(1, 2)))).toEqual([
      0.5,
      1,
      expect.closeTo(0.5, 12),
      1,
    ]);
  });
});

describe('in an optimizer', () => {
  test('a schedule is asked step by step', () => {
    const w = new Parameter(tensor([0]));
    const optimizer = new SGD([w], { lr: (count) => count + 1 });
    for (let i = 0; i < 3; i++) stepOnce(optimizer);
    expect(w.item()).toBe(-6);
  });

  test('the rates of all groups can be seen', () => {
    const [a, b, c] = [parameter(), parameter(), parameter()];
    const optimizer = new SGD(
      [{ parameters: [a], lr: linear(1, 4) }, { parameters: [b] }, { parameters: [c], lr: 3 }],
      { lr: reduceOnPlateau(2, { patience: 0, factor: 0.5 }) },
    );
    expect(optimizer.lrs).toEqual([1, 2, 3]);
    stepOnce(optimizer);
    optimizer.observe(1);
    expect([optimizer.lrs, optimizer.lr]).toEqual([[0.75, 2, 3], 0.75]);
    optimizer.observe(1);
    expect(optimizer.lrs).toEqual([0.75, 1, 3]);
  });

  test('metrics and rates go through everything that surrounds an optimizer', () => {
    const lr = reduceOnPlateau(2, { patience: 0, factor: 0.5 });
    const optimizer = new Optimizer([parameter()], accumulate(2, chain(sgd({ lr }), lookahead())));
    optimizer.observe(1);
    optimizer.observe(1);
    expect(optimizer.lrs).toEqual([1]);
  });

  test('a schedule counts updates, not the gradients that make one', () => {
    const optimizer = new Optimizer([parameter()], accumulate(2, sgd({ lr: exponential(1, 0.5) })));
    const rates = Array.from({ length: 5 }, () => {
      stepOnce(optimizer);
      return optimizer.lr;
    });
    expect(rates).toEqual([1, 0.5, 0.5, 0.25, 0.25]);
  });

  test('errors', () => {
    const optimizer = new SGD([parameter()], { lr: 1 });
    expect(() => optimizer.observe(1)).toThrow('observe: no learning rate follows a metric');
    expect(() => new Optimizer([parameter()], lookahead()).lr).toThrow('has no learning rate');
    const rising: LearningRate = { init: () => 0, rate: () => -1, observe: (metric) => metric };
    expect(() => new SGD([parameter()], { lr: rising }).lr).toThrow('learning rate at step 0');
  });
});

test.each<[what: string, make: () => unknown, message: string]>([
  ['a cosine in 0 steps', () => cosine(1, 0), 'cosine: steps: expected a whole number from 1'],
  ['a start of NaN', () => linear(Number.NaN, 2), 'linear: start: expected a finite number'],
  ['an infinite end', () => polynomial(1, 2, { end: Infinity }), 'polynomial: end'],
  ['a power of 0', () => polynomial(1, 2, { power: 0 }), 'polynomial: power'],
  ['a warmup of half a step', () => warmup(0.5, 1), 'warmup: expected a whole number from 1 up'],
  ['shrinking periods', () => warmRestarts(1, 4, { factor: 0.5 }), 'warmRestarts: factor'],
  ['a negative factor', () => exponential(1, -0.5), 'exponential: factor'],
  ['steps of size 0', () => step(1, 0), 'step: size'],
  ['a milestone of 1.5', () => multiStep(1, [1.5]), 'multiStep: a milestone'],
  [
    'a share of 2',
    () => oneCycle(1, 9, { pctStart: 2 }),
    'pctStart: expected a number from 0 to 1',
  ],
  ['a divisor of 0', () => oneCycle(1, 9, { divFactor: 0 }), 'divFactor'],
  ['a third phase of nothing', () => oneCycle(1, 9, { pctStart: 0.6, threePhase: true }), 'three'],
  ['a growing plateau', () => reduceOnPlateau(1, { factor: 1 }), 'factor'],
  ['half a metric of patience', () => reduceOnPlateau(1, { patience: 0.5 }), 'patience'],
  ['a negative start', () => reduceOnPlateau(-1), 'reduceOnPlateau: expected a number from 0 up'],
  ['a threshold of NaN', () => reduceOnPlateau(1, { threshold: Number.NaN }), 'threshold'],
])('refuses %s', (_, make, message) => {
  expect(make).toThrow(message);
});
