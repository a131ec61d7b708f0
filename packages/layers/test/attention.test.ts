import { backward, grad, gradcheck } from '@plumbline/autograd';
import { Generator, manualSeed, ones, randn, tensor, zeros } from '@plumbline/tensor';
import { describe, expect, test } from 'vitest';
import { MultiheadAttention, Residual, Sequential, TransformerBlock } from '../src/index.ts';
import { expectClose, expectSame } from './close.ts';
import { expectFlatMemory } from './flat-memory.ts';

const float64 = { dtype: 'float64', generator: new Generator(8) } as const;

describe('MultiheadAttention', () => {
  test('names and first values are PyTorch’s', () => {
    const layer = new MultiheadAttention(60, 4);
    const shapes = layer.namedParameters().map(([name, { shape }]) => [name, shape]);
    expect(shapes).toEqual([
      ['in_proj_weight', [180, 60]],
      ['in_proj_bias', [180]],
      ['out_proj.weight', [60, 60]],
      ['out_proj.bias', [60]],
    ]);
    expectSame(layer.in_proj_bias!, zeros([180]));
    expectSame(layer.out_proj.bias!, zeros([60]));
    // Xavier: uniform in ±√(6 / (180 + 60)).
    const largest = layer.in_proj_weight.abs().max().item();
    expect(largest).toBeLessThanOrEqual(Math.sqrt(6 / 240));
    expect(largest).toBeGreaterThan(0.99 * Math.sqrt(6 / 240));
    expect(new MultiheadAttention(4, 2, { bias: false }).parameters().length).toBe(2);
  });

  test('weights are a distribution over the keys that no mask forbids', () => {
    const layer = new MultiheadAttention(6, 3);
    const x = randn([2, 4, 6]);
    const padding = tensor([
      [false, false, false, true],
      [false, true, false, false],
    ]);
    const weights = layer.attentionWeights(x, { causal: true, keyPaddingMask: padding });
    expect(weights.shape).toEqual([2, 3, 4, 4]);
    expectClose(weights.sum(-1), ones([2, 3, 4]), 1e-6);
    const later = tensor([0, 1, 2, 3])
      .reshape([4, 1])
      .lt(tensor([0, 1, 2, 3]));
    const forbidden = later.logicalOr(padding.reshape([2, 1, 1, 4]));
    expectSame(weights.where(forbidden, 0), zeros([2, 3, 4, 4]));
  });

  test('what a causal position returns does not depend on later ones', () => {
    const layer = new MultiheadAttention(4, 2);
    const x = randn([1, 5, 4]);
    const changed = x.where(tensor([0, 1, 2, 3, 4]).reshape([5, 1]).lt(3), 9);
    const [y, z] = [x, changed].map((input) => layer.forward(input, { causal: true }));
    expectSame(y!.slice(null, [0, 3]), z!.slice(null, [0, 3]));
    expect(y!.slice(null, [3]).dataSync()).not.toEqual(z!.slice(null, [3]).dataSync());
  });

  test('self-attention is attention to itself, and does not know positions', () => {
    const layer = new MultiheadAttention(4, 2, float64);
    const x = randn([2, 5, 4], float64);
    const same = layer.forward(x, { key: x.alias(), value: x.alias() });
    expectClose(layer.forward(x), same, 1e-14);
    const reversed = (t: typeof x) => t.slice(null, [null, null, -1]);
    expectClose(layer.forward(reversed(x)), reversed(layer.forward(x)), 1e-14);
  });

  test('its gradients agree with differences', () => {
    const layer = new MultiheadAttention(4, 2, float64);
    gradcheck(
      (x, key, value) => layer.forward(x, { key, value, causal: true }),
      [randn([2, 3, 4], float64), randn([2, 2, 4], float64), randn([2, 2, 4], float64)],
    );
    gradcheck((x) => layer.forward(x, { causal: true }), [randn([1, 3, 4], float64)]);
  });

  test('dropout falls on the weights, in training only', () => {
    const layer = new MultiheadAttention(4, 1, { dropout: 0.5 });
    const x = randn([2, 6, 4]);
    manualSeed(1);
    const y = layer.forward(x).dataSync();
    expect(layer.forward(x).dataSync()).not.toEqual(y);
    layer.eval();
    expectSame(layer.forward(x), layer.forward(x));
  });

  test('errors name shapes, masks and dtypes', () => {
    const layer = new MultiheadAttention(4, 2);
    const x = randn([2, 3, 4]);
    expect(() => new MultiheadAttention(5, 2)).toThrow('embedDim 5 does not split into 2 heads');
    expect(() => layer.forward(randn([3, 4]))).toThrow(
      'MultiheadAttention(4, 2): query, key and value of shapes [3, 4], [3, 4], [3, 4]; ' +
        'expected [N, L, 4] and twice [N, S, 4]',
    );
    expect(() => layer.forward(x, { key: randn([1, 3, 4]) })).toThrow(
      'shapes [2, 3, 4], [1, 3, 4]',
    );
    expect(() => layer.forward(x, { attnMask: ones([3, 2]) })).toThrow(
      'attnMask has shape [3, 2]; expected [3, 3] or [4, 3, 3]',
    );
    const ints = ones([2, 3], { dtype: 'int32' });
    expect(() => layer.forward(x, { keyPaddingMask: ints })).toThrow(
      'bool (true forbids) or float',
    );
    const misspelled: object = { isCausal: true };
    expect(() => layer.forward(x, misspelled)).toThrow("no option 'isCausal'");
    expect(() => layer.forward(x.to('int32'))).toThrow("use .to('float32')");
  });
});

describe('TransformerBlock', () => {
  const options = { dimFeedforward: 8, dropout: 0 };

  test('names are those of PyTorch’s encoder layer, and both sums are a Residual', () => {
    const block = new TransformerBlock(4, 2, options);
    expect(Object.keys(block.stateDict())).toEqual([
      'self_attn.in_proj_weight',
      'self_attn.in_proj_bias',
      'self_attn.out_proj.weight',
      'self_attn.out_proj.bias',
      'linear1.weight',
      'linear1.bias',
      'linear2.weight',
      'linear2.bias',
      'norm1.weight',
      'norm1.bias',
      'norm2.weight',
      'norm2.bias',
    ]);
    const sums = block.namedModules().filter(([, module]) => module instanceof Residual);
    expect(sums.map(([name]) => name)).toEqual(['attention', 'feedForward']);
  });

  test('with branches of zeros is the identity, and so is its gradient', () => {
    const block = new TransformerBlock(4, 2, options);
    for (const layer of [block.self_attn.out_proj, block.linear2]) {
      layer.weight.assign(zeros(layer.weight.shape));
      layer.bias!.assign(zeros(layer.bias!.shape));
    }
    const x = randn([2, 3, 4]);
    expectSame(block.forward(x, { causal: true }), x);
    expectSame(grad((input) => block.forward(input).sum())(x), ones([2, 3, 4]));
  });

  test('stacks in a Sequential, and trains in flat memory', () => {
    const model = new Sequential(
      new TransformerBlock(4, 2, { dimFeedforward: 8 }),
      new TransformerBlock(4, 2, { dimFeedforward: 8 }),
    );
    const step = (): void => {
      model.zeroGrad();
      backward(
        model
          .forward(randn([2, 3, 4]))
          .square()
          .mean(),
      );
    };
    expectFlatMemory(step);
  });
});
