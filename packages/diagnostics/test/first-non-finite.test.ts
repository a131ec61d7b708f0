import { backward } from '@plumbline/autograd';
import { Embedding, Linear, Module, ReLU, Sequential } from '@plumbline/layers';
import { full, randn, type Tensor, tensor } from '@plumbline/tensor';
import { describe, expect, test } from 'vitest';
import { diagnose, firstNonFinite, watch } from '../src/index.ts';

/** √x, whose slope at 0 is infinite. */
class Root extends Module {
  forward(x: Tensor): Tensor {
    return x.sqrt();
  }
}

function network(middle: Module): Sequential {
  return new Sequential(new Linear(3, 3), middle, new Linear(3, 3), new ReLU(), new Linear(3, 1));
}

function found(model: Module, inputs: readonly Tensor[]) {
  const flow = watch(model);
  for (const input of inputs) backward(model.forward(input).sum());
  return firstNonFinite(flow.record());
}

describe('firstNonFinite', () => {
  test('nothing', () => {
    expect(found(network(new ReLU()), [randn([4, 3])])).toBeNull();
    expect(firstNonFinite({ passes: [], layers: [], blocks: [] })).toBeNull();
  });

  test('weights that are NaN', () => {
    const model = network(new ReLU());
    const layer = model.namedModules().find(([name]) => name === '2')?.[1];
    if (!(layer instanceof Linear)) throw new Error('no linear layer');
    layer.weight.assign(full([3, 3], Number.NaN));
    expect(found(model, [randn([4, 3])])).toEqual({ pass: 0, layer: '2', where: 'weight' });
  });

  test('an output, in the pass in which it appears', () => {
    class Inverse extends Module {
      forward(x: Tensor): Tensor {
        return x
          .sub(x)
          .add(this.training ? 1 : 0)
          .reciprocal();
      }
    }
    const inverse = new Inverse();
    const model = network(inverse);
    const flow = watch(model);
    backward(model.forward(randn([4, 3])).sum());
    inverse.training = false;
    backward(model.forward(randn([4, 3])).sum());
    expect(firstNonFinite(flow.record())).toEqual({ pass: 1, layer: '1', where: 'output' });
  });

  test('a gradient: the first on the way back', () => {
    const model = network(new Root());
    const first = model.namedModules().find(([name]) => name === '0')?.[1];
    if (!(first instanceof Linear)) throw new Error('no linear layer');
    first.weight.assign(full([3, 3], 1));
    first.bias?.assign(tensor([0, 0, 0]));
    // What comes back through the root arrives at the output of layer 0.
    const where = found(model, [tensor([[0, 0, 0]])]);
    expect(where).toEqual({ pass: 0, layer: '0', where: 'gradient' });
  });
});

describe('what is not finite in the sample', () => {
  const bad = [Number.NaN, Number.POSITIVE_INFINITY, Number.NaN];
  const rows = [bad, ...[1, 2, 3].map((i) => [i, -i, 0.5])];

  test.each([
    ['as it lies', tensor(rows)],
    ['transposed', tensor(rows[0]!.map((_, i) => rows.map((row) => row[i]!))).transpose(0, 1)],
  ])('is counted, and is the cause: %s', (_, input) => {
    const told: string[] = [];
    const { flow, findings } = diagnose(network(new ReLU()), input, {
      passes: 2,
      onProgress: (done, total) => told.push(`${done} of ${total}`),
    });
    expect(told).toEqual(['1 of 2', '2 of 2']);
    expect(flow?.inputNonFinite).toEqual([3, 3]);
    expect(findings.map(({ rule, cause }) => [rule, cause])).toEqual([
      ['non-finite', 'The sample has 3 values that are NaN or infinite.'],
    ]);
  });

  test('is none in others, and not known of whole numbers', () => {
    expect(diagnose(network(new ReLU()), randn([4, 3])).flow?.inputNonFinite).toEqual([0, 0]);
    const tokens = tensor([1, 2], { dtype: 'int32' });
    const { flow } = diagnose(new Sequential(new Embedding(4, 3), new Linear(3, 1)), tokens);
    expect(flow).not.toHaveProperty('inputNonFinite');
  });
});
