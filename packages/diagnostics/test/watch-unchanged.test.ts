import { backward } from '@plumbline/autograd';
import {
  crossEntropy,
  Linear,
  type Module,
  mse,
  ReLU,
  Residual,
  ReZero,
  resnet20,
  Sequential,
  TransformerBlock,
} from '@plumbline/layers';
import { AdamW, type Optimizer, SGD } from '@plumbline/optimizers';
import { Generator, manualSeed, randint, randn, type Tensor } from '@plumbline/tensor';
import { describe, expect, test } from 'vitest';
import { watch } from '../src/index.ts';

interface Case {
  readonly name: string;
  readonly make: () => Module;
  readonly optimizer: (model: Module) => Optimizer;
  readonly loss: (model: Module, generator: Generator) => Tensor;
}

const cases: readonly Case[] = [
  {
    name: 'resnet20 with batch normalization, SGD with momentum',
    make: () => resnet20({ width: 4 }),
    optimizer: (model) =>
      new SGD(model.parameters(), { lr: 0.1, momentum: 0.9, weightDecay: 1e-4 }),
    loss: (model, generator) =>
      crossEntropy(
        model.forward(randn([4, 3, 8, 8], { generator })),
        randint(0, 10, [4], { generator }),
      ),
  },
  {
    name: 'transformer blocks with dropout, AdamW',
    make: () =>
      new Sequential(
        new TransformerBlock(8, 2, { dimFeedforward: 16 }),
        new TransformerBlock(8, 2, { dimFeedforward: 16 }),
      ),
    optimizer: (model) => new AdamW(model.parameters(), { lr: 1e-3 }),
    loss: (model, generator) => {
      const x = randn([3, 5, 8], { generator });
      return mse(model.forward(x), x);
    },
  },
  {
    name: 'ReZero blocks, AdamW',
    make: () => {
      const block = () =>
        new Residual(new Sequential(new Linear(16, 16), new ReLU()), { scale: new ReZero() });
      return new Sequential(new Linear(4, 16), block(), block(), block(), new Linear(16, 2));
    },
    optimizer: (model) => new AdamW(model.parameters(), { lr: 1e-2 }),
    loss: (model, generator) =>
      mse(model.forward(randn([8, 4], { generator })), randn([8, 2], { generator })),
  },
];

/** Weights and buffers after some steps, and the losses on the way. */
function train({ make, optimizer: optimizerOf, loss: lossOf }: Case, every: number | null) {
  manualSeed(3);
  const model = make();
  const flow = every === null ? null : watch(model, { every });
  let splits = 0;
  flow?.onSplit(() => void splits++);
  const optimizer = optimizerOf(model);
  const generator = new Generator(5);
  const losses: number[] = [];
  for (let step = 0; step < 21; step++) {
    const loss = lossOf(model, generator);
    flow?.loss(loss);
    optimizer.zeroGrad();
    backward(loss);
    optimizer.step();
    losses.push(loss.item());
    if (step === 10) flow?.record();
  }
  const state = Object.values(model.stateDict()).map((tensor) => [...tensor.dataSync()]);
  return { state, losses, flow, splits };
}

describe.each(cases)('$name', (options) => {
  const plain = train(options, null);

  test.each([1, 3])('every %i: the same bits as without a watch', (every) => {
    const watched = train(options, every);
    expect(watched.state).toEqual(plain.state);
    expect(watched.losses).toEqual(plain.losses);
    const record = watched.flow?.record();
    expect(record?.passes.length).toBe(21 / every);
    expect(record?.loss).toEqual(plain.losses.filter((_, step) => step % every === 0));
    expect(watched.splits).toBe((record?.blocks.length ?? 0) * (21 / every));
  });
});
