import { backward } from '@plumbline/autograd';
import { crossEntropy, init, initialize, type Module, resnet20, Sigmoid } from '@plumbline/layers';
import { Adam, type Optimizer, SGD } from '@plumbline/optimizers';
import { Generator, manualSeed } from '@plumbline/tensor';
import { describe, expect, test } from 'vitest';
import { type FindingsOptions, findingsOf, watch } from '../src/index.ts';
import { type Batch, images, mlp, points, sequences, transformer } from './healthy-models.ts';
import { lax } from './margins.ts';

type Draw = (generator: Generator) => Batch;

/** What is found in eight steps. */
function trained(model: Module, optimizer: Optimizer, batch: Draw, options?: FindingsOptions) {
  return findings(model, optimizer, batch, 8, options).map(({ rule, layers }) => ({
    rule,
    layers,
  }));
}

function findings(
  model: Module,
  optimizer: Optimizer,
  batch: Draw,
  steps = 8,
  options: FindingsOptions = lax,
) {
  const generator = new Generator(5);
  const flow = watch(model);
  for (let step = 0; step < steps; step++) {
    const [x, labels] = batch(generator);
    const loss = crossEntropy(model.forward(x), labels);
    optimizer.zeroGrad();
    backward(loss);
    optimizer.step();
  }
  flow.stop();
  return findingsOf({ flow: flow.record() }, options);
}

/** All parameters, those of one layer with a learning rate of their own. */
function groups(model: Module, layer: string, lr: number) {
  const isIn = ([name]: readonly [string, unknown]) => name.startsWith(`${layer}.`);
  const parameters = model.namedParameters();
  return [
    { parameters: parameters.filter((entry) => !isIn(entry)).map(([, parameter]) => parameter) },
    { parameters: parameters.filter(isIn).map(([, parameter]) => parameter), lr },
  ];
}

const isBlamed =
  /^The learning rate is likely too large: the step of pass \d changed the weights of /;

describe('a learning rate that is far too large', () => {
  test.each([
    ['an MLP', () => mlp(4), points, 30],
    ['an MLP', () => mlp(4), points, 1e6],
    ['a deep MLP', () => mlp(8), points, 10],
    ['a transformer', transformer, sequences, 1e4],
  ])('is the cause of what is not finite in %s', (_, make, batch, lr) => {
    manualSeed(1);
    const model = make();
    const [first] = findings(model, new SGD(model.parameters(), { lr }), batch, 5);
    expect(first).toMatchObject({ rule: 'non-finite', cause: expect.stringMatching(isBlamed) });
  });

  test.each([1, 21])(
    'is what is found in a residual network after %i steps, no consequence',
    (steps) => {
      manualSeed(1);
      const model = resnet20({ width: 4, classes: 10 });
      const optimizer = new SGD(model.parameters(), { lr: 100, momentum: 0.9 });
      const flow = watch(model, { every: 10 });
      const generator = new Generator(5);
      for (let step = 0; step < steps; step++) {
        const [x, labels] = images(generator);
        const loss = crossEntropy(model.forward(x), labels);
        flow.loss(loss);
        optimizer.zeroGrad();
        backward(loss);
        optimizer.step();
      }
      flow.stop();
      const found = findingsOf({ flow: flow.record() });
      expect(found.map(({ rule }) => rule)).toEqual(['learning-rate-too-large']);
      expect(found[0]?.evidence).toMatch(steps > 1 ? /the loss rose to/ : /the only recorded step/);
    },
  );

  test('is not, where the steps are small', () => {
    manualSeed(1);
    const model = mlp(4);
    const optimizer = new SGD(model.parameters(), { lr: 0.01 });
    let batches = 0;
    const [first] = findings(model, optimizer, (generator) => {
      const [x, labels] = points(generator);
      return [++batches === 5 ? x.sub(x.max()).log() : x, labels];
    });
    expect(first).toMatchObject({ rule: 'non-finite', cause: expect.not.stringMatching(isBlamed) });
  });

  test.each([
    [2, 3, 2],
    [3, 2, 1],
    [4, 2, 1],
    [8, 1, 2],
  ])('leaves dead units in %d layers, beside which no step is too small', (depth, lr, seed) => {
    manualSeed(seed);
    const model = mlp(depth);
    const positive: Draw = (generator) => {
      const [x, labels] = points(generator);
      return [x.abs(), labels];
    };
    const found = findings(model, new SGD(model.parameters(), { lr }), positive, 12);
    expect(found[0]).toMatchObject({
      rule: 'dead-units',
      severity: 'error',
      cause: expect.stringMatching(isBlamed),
    });
    expect(found.map(({ rule }) => rule)).not.toContain('learning-rate-too-small');
  });
});

describe('the learning rate of a layer', () => {
  test('too large, in an MLP', () => {
    manualSeed(1);
    const model = mlp(4);
    const optimizer = new SGD(groups(model, '8', 200), { lr: 0.01 });
    const found = trained(model, optimizer, points);
    const [largest] = found.filter(({ rule }) => rule === 'learning-rate-too-large');
    expect(largest?.layers[0]).toBe('8');
  });

  test('too large, in a transformer', () => {
    manualSeed(1);
    const model = transformer();
    const optimizer = new Adam(groups(model, '2.linear1', 3), { lr: 1e-3 });
    const found = trained(model, optimizer, sequences);
    const [largest] = found.filter(({ rule }) => rule === 'learning-rate-too-large');
    expect(largest?.layers[0]).toBe('2.linear1');
  });

  test('too small', () => {
    manualSeed(1);
    const model = mlp(4);
    const optimizer = new SGD(groups(model, '4', 1e-9), { lr: 0.01 });
    expect(trained(model, optimizer, points)).toEqual([
      { rule: 'learning-rate-too-small', layers: ['4'] },
    ]);
  });

  describe('beside a gradient that vanishes', () => {
    const sigmoids = (depth: number) => {
      manualSeed(1);
      return initialize(
        mlp(depth, () => new Sigmoid()),
        init.xavierNormal,
      );
    };

    test.each([
      [8, 0.1],
      [12, 0.1],
      [8, 1e-3],
      [12, 1e-3],
    ])('is not too small where steps are small since it does: %i layers, %f', (depth, lr) => {
      const model = sigmoids(depth);
      const found = trained(model, new SGD(model.parameters(), { lr }), points, {});
      expect(found.map(({ rule }) => rule)).toEqual(['vanishing-gradient']);
    });

    test('is too small where the gradient arrives and steps are small nevertheless', () => {
      const tooSmall = (make: (model: Module) => SGD) => {
        const model = sigmoids(8);
        const found = trained(model, make(model), points, {});
        expect(found.map(({ rule }) => rule)).toEqual([
          'vanishing-gradient',
          'learning-rate-too-small',
        ]);
        return found[1]?.layers;
      };
      expect(tooSmall((model) => new SGD(groups(model, '14', 1e-9), { lr: 0.1 }))).toEqual(['14']);
      expect(tooSmall((model) => new SGD(model.parameters(), { lr: 1e-12 }))).toContain('16');
    });
  });

  test('a layer that the optimizer was not given', () => {
    manualSeed(1);
    const model = mlp(4);
    const [others] = groups(model, '2', 0);
    const optimizer = new SGD(others?.parameters ?? [], { lr: 0.01 });
    expect(trained(model, optimizer, points)).toEqual([
      { rule: 'learning-rate-too-small', layers: ['2'] },
    ]);
  });

  test('frozen layers are left alone', () => {
    manualSeed(1);
    const model = mlp(4);
    for (const [name, parameter] of model.namedParameters())
      if (name.startsWith('2.')) parameter.requiresGrad = false;
    const [others] = groups(model, '2', 0);
    expect(trained(model, new SGD(others?.parameters ?? [], { lr: 0.01 }), points)).toEqual([]);
  });
});
