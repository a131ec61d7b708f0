import type { Parameter } from '@plumbline/autograd';
import { type DType, Tensor, tensor } from '@plumbline/tensor';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  Adam,
  AdamW,
  chain,
  lookahead,
  Muon,
  Optimizer,
  oneCycle,
  perParameter,
  reduceOnPlateau,
  SGD,
  sgd,
} from '../src/index.ts';
import { everyOptimizer } from './every-optimizer.ts';
import { assignAll, bits, copyOf, startWeights, storedDict, train } from './seeded-run.ts';

const steps = 14;

type Make = (parameters: readonly Parameter[]) => Optimizer;
const resumable: Readonly<Record<string, Make>> = {
  ...everyOptimizer,
  'one cycle': (p) => new AdamW(p, { lr: oneCycle(0.1, steps) }),
  plateau: (p) => new SGD(p, { lr: reduceOnPlateau(0.1, { patience: 2, cooldown: 1 }) }),
  'plateau with lookahead': (p) =>
    new Optimizer(p, chain(sgd({ lr: reduceOnPlateau(0.1, { patience: 1 }) }), lookahead())),
};

describe.each(Object.entries(resumable))('%s', (name, make) => {
  const run = (optimizer: Optimizer, from: number, to: number) =>
    train(optimizer, from, to, (t) => {
      if (name.startsWith('plateau')) optimizer.observe(Math.abs(5 - t));
    });

  test('goes on after a break with the bits of an unbroken run', () => {
    const runs = fc.record({
      dtype: fc.constantFrom<DType>('float32', 'float64'),
      stop: fc.nat(steps),
    });
    fc.assert(
      fc.property(runs, ({ dtype, stop }) => {
        const unbroken = make(startWeights(dtype));
        run(unbroken, 0, stop);
        const state = unbroken.stateDict();
        const weights = unbroken.parameters.map(copyOf);
        // What was saved stays as it is while the run goes on.
        run(unbroken, stop, steps);
        const saved = storedDict(state);

        const fresh = make(startWeights(dtype));
        assignAll(fresh.parameters, weights);
        fresh.loadStateDict(saved);
        expect([fresh.steps, fresh.stateDict()['steps']]).toEqual([stop, stop]);
        run(fresh, stop, steps);
        expect(bits(fresh.parameters)).toEqual(bits(unbroken.parameters));
        expect(fresh.lrs).toEqual(unbroken.lrs);
      }),
      { numRuns: 6 },
    );
  });
});

describe('stateDict', () => {
  test('has stable paths', () => {
    const names = (make: Make) =>
      Object.keys(make(startWeights('float32').slice(0, 2)).stateDict());
    expect(names((p) => new SGD(p, { lr: 1 }))).toEqual(['steps', 'group0.learningRate.count']);
    const [first, second] = ['group0.trace.0', 'group0.trace.1'];
    const withMomentum = [
      'steps',
      ...[first, second].flatMap((path) => [`${path}.count`, `${path}.velocity`]),
      'group0.learningRate.count',
    ];
    expect(names((p) => new SGD(p, { lr: 1, momentum: 0.5 }))).toEqual(withMomentum);
    // Options that need no memory leave them as they are.
    expect(names((p) => new SGD(p, { lr: 1, momentum: 0.9, weightDecay: 1 }))).toEqual(
      withMomentum,
    );
    expect(names((p) => new Muon(p))).toEqual([
      'steps',
      'group0.muon.trace.0.count',
      'group0.muon.trace.0.velocity',
      'group0.muon.learningRate.count',
      'group0.adamw.adam.0.count',
      'group0.adamw.adam.0.mean',
      'group0.adamw.adam.0.square',
      'group0.adamw.learningRate.count',
    ]);
    expect(names((p) => new Adam([{ parameters: p.slice(0, 1) }]))).toContain('group0.adam.0.mean');
    expect(
      names((p) => new Optimizer(p, chain(sgd({ lr: 1, momentum: 1 }), lookahead()))).filter((n) =>
        n.includes('.1.'),
      ),
    ).toEqual(['0.trace.1.count', '0.trace.1.velocity', 'lookahead.1.count', 'lookahead.1.slow']);
  });

  test('refuses a state that is not made of tensors and numbers', () => {
    const odd = perParameter({
      init: () => new Map(),
      update: (update, state) => ({ update, state }),
    });
    const optimizer = new Optimizer(startWeights('float32'), chain(odd));
    expect(() => optimizer.stateDict()).toThrow('stateDict: 0.0 is neither a tensor');
  });
});

describe('loadStateDict', () => {
  const made = () => {
    const optimizer = new Adam(startWeights('float32'));
    train(optimizer, 0, 3);
    return optimizer;
  };

  test('lists what is missing, left over and different, and changes nothing', () => {
    const optimizer = made();
    const before = storedDict(optimizer.stateDict());
    const { 'group0.adam.0.mean': mean, ...others } = new Adam(startWeights('float32')).stateDict();
    const released = tensor([1]);
    released.release();
    const broken = {
      ...others,
      extra: 1,
      steps: Number.NaN,
      'group0.adam.1.square': tensor([1, 2]),
      'group0.adam.2.count': tensor([1]),
      'group0.adam.2.square': 3,
      'group0.adam.3.mean': startWeights('float64')[3] ?? 0,
      'group0.adam.3.square': released,
    };
    expect(mean).toBeInstanceOf(Tensor);
    expect(() => optimizer.loadStateDict(broken)).toThrow(
      'loadStateDict: steps is a number, the state dict has NaN; ' +
        'group0.adam.0.mean is missing; ' +
        'group0.adam.1.square is float32 [5], the state dict has float32 [2]; ' +
        'group0.adam.2.count is a number, the state dict has float32 [1]; ' +
        'group0.adam.2.square is float32 [2, 3, 2, 2], the state dict has a number; ' +
        'group0.adam.3.mean is float32 [5, 3], the state dict has float64 [5, 3]; ' +
        'group0.adam.3.square was released; ' +
        'extra is not expected',
    );
    expect(storedDict(optimizer.stateDict())).toEqual(before);
    // Names that every object has are no names of a state dict.
    expect(() => optimizer.loadStateDict({})).toThrow('steps is missing');
  });

  test('shares elements with the dict, and neither releases the other', () => {
    const [one, other] = [made(), made()];
    const state = one.stateDict();
    other.loadStateDict(state);
    train(one, 3, 5);
    train(other, 3, 5);
    for (const value of Object.values(state)) {
      if (value instanceof Tensor) expect(value.isReleased).toBe(false);
    }
    expect(bits(one.parameters)).toEqual(bits(other.parameters));
  });
});
