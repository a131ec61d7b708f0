import { backward, noGrad } from '@plumbline/autograd';
import { Generator, randn } from '@plumbline/tensor';
import { describe, expect, test } from 'vitest';
import {
  init,
  initialize,
  initializeFixup,
  Linear,
  ReLU,
  Residual,
  ScalarBias,
  Sequential,
  SkipInit,
} from '../src/index.ts';
import { expectSame } from './close.ts';

const width = 32;

/** Fixup's block without normalization: rule 3's biases and multiplier. */
function block(weights = 2): Residual {
  const layers = Array.from({ length: weights }, (_, i) => [
    new ScalarBias(),
    new Linear(width, width, { bias: false }),
    ...(i < weights - 1 ? [new ScalarBias(), new ReLU()] : [new SkipInit({ init: 1 })]),
  ]);
  return new Residual(new Sequential(...layers.flat(), new ScalarBias()));
}

function network(depth: number): Sequential {
  return new Sequential(new Linear(width, width), ...Array.from({ length: depth }, () => block()));
}

describe('initializeFixup', () => {
  test.each([1, 2, 3, 4])('%d weights in a branch: L^(-1/(2m-2)), and 0 for the last', (m) => {
    const [depth, options] = [16, { generator: new Generator(1) }];
    const model = new Sequential(...Array.from({ length: depth }, () => block(m)));
    initializeFixup(model, options);
    const he = Math.sqrt(2 / width);
    const weights = model.parameters().filter(({ rank }) => rank === 2);
    expect(weights.length).toBe(depth * m);
    const inner = weights.filter((_, i) => i % m < m - 1);
    for (const [i, weight] of weights.entries()) {
      if (i % m === m - 1) expect(weight.abs().max().item()).toBe(0);
    }
    if (m === 1) return;
    const mean = inner.reduce((sum, w) => sum + w.square().mean().item(), 0) / inner.length;
    const ratio = Math.sqrt(mean) / (he * depth ** (-1 / (2 * m - 2)));
    // 16 · 1024 normal numbers or more: their standard deviation is known to 0.6 %.
    expect(Math.abs(ratio - 1)).toBeLessThan(0.02);
  });

  test('the output keeps its scale at any depth, where He’s initialization explodes', () => {
    const x = randn([16, width], { generator: new Generator(2) });
    const scale = (model: Sequential) => model.forward(x).norm().div(x.norm()).item();
    for (const depth of [1, 8, 64]) {
      const generator = new Generator(3);
      const model = initializeFixup(network(depth), { generator });
      const [stem] = model;
      expectSame(model.forward(x), stem!.forward(x));
      expect(scale(model)).toBeGreaterThan(0.5);
      expect(scale(model)).toBeLessThan(3);
    }
    expect(scale(initialize(network(64), init.kaimingNormal))).toBeGreaterThan(1e6);
  });

  test('a step of gradient descent changes the output by as much at any depth', () => {
    const small = changeOfOutput(4, 1);
    for (const depth of [16, 64]) {
      const ratio = changeOfOutput(depth, 1) / small;
      expect(ratio).toBeGreaterThan(0.7);
      expect(ratio).toBeLessThan(1.4);
    }
    // Without the factor L^(-1/2) it grows with depth.
    expect(changeOfOutput(64, 64 ** 0.5) / changeOfOutput(4, 4 ** 0.5)).toBeGreaterThan(10);
  });

  /** By a step on the weights of the branches, which start `factor` times as large as Fixup's. */
  function changeOfOutput(depth: number, factor: number): number {
    const model = initializeFixup(network(depth), { generator: new Generator(4) });
    const weights = model.parameters().filter(({ rank }) => rank === 2);
    for (const weight of weights.slice(1)) weight.assign(weight.mul(factor));
    const generator = new Generator(5);
    const [x, direction] = [randn([16, width], { generator }), randn([16, width], { generator })];
    const before = model.forward(x);
    backward(before.mul(direction).mean());
    noGrad(() => {
      for (const weight of weights.slice(1)) {
        weight.assign(weight.sub(weight.grad?.mul(1e-3) ?? expect.fail('no gradient')));
      }
    });
    return model.forward(x).sub(before).norm().item();
  }

  test('zeroes the classifier, and leaves scalars as they are', () => {
    const classifier = new Linear(width, 3);
    const model = new Sequential(block(), classifier);
    initializeFixup(model, { classifier });
    expect(
      model
        .forward(randn([2, width]))
        .abs()
        .max()
        .item(),
    ).toBe(0);
    const scalars = model.parameters().filter(({ rank }) => rank === 0);
    expect(scalars.map((p) => p.item())).toEqual([0, 0, 0, 1, 0]);
  });

  test('refuses a model without residual blocks', () => {
    expect(() => initializeFixup(new Linear(2, 2))).toThrow('the model has no Residual');
  });
});
