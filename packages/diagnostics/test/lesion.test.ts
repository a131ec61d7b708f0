import { backward } from '@plumbline/autograd';
import {
  crossEntropy,
  Dropout,
  Highway,
  Identity,
  Linear,
  Module,
  mse,
  plain20,
  ReLU,
  Residual,
  resnet20,
  Sequential,
  SkipInit,
  Tanh,
} from '@plumbline/layers';
import {
  Generator,
  getRngState,
  memory,
  randint,
  randn,
  type Tensor,
  tensor,
  zeros,
} from '@plumbline/tensor';
import { describe, expect, test } from 'vitest';
import { lesion } from '../src/index.ts';

const dtype = 'float64';
const draw = (seed: number, ...shape: number[]) =>
  randn(shape, { dtype, generator: new Generator(seed) });
const linear = (inputs: number, outputs = inputs) => new Linear(inputs, outputs, { dtype });
const mlp = (width = 5) => new Sequential(linear(width), new Tanh(), linear(width));
const only = { swaps: false, random: false } as const;

/** y = (1 + a) x for each a. */
function scalings(...factors: number[]): Sequential {
  const blocks = factors.map((a) => {
    const branch = new Linear(1, 1, { bias: false, dtype });
    branch.weight.assign(tensor([[a]], { dtype }));
    return new Residual(branch);
  });
  return new Sequential(...blocks);
}

describe('closed forms', () => {
  // The loss of x = 1 is the square of the product of all 1 + a.
  const factors = [1, 2, 0.5, -3];
  const x = tensor([[1]], { dtype });
  const lossOf = (kept: readonly number[]) =>
    kept.reduce((product, a) => product * (1 + a), 1) ** 2;

  test('a block of y = (1 + a) x taken out divides the output by 1 + a', () => {
    const { whole, dropped } = lesion(scalings(...factors), x, only);
    expect(whole).toEqual({ loss: lossOf(factors) });
    for (const [i, { block, loss }] of dropped.entries()) {
      expect(block).toBe(String(i));
      expect(loss).toBeCloseTo(lossOf(factors.filter((_, other) => other !== i)), 12);
    }
    expect(dropped).toHaveLength(4);
  });

  test('scalings change places without a trace', () => {
    const { whole, swapped = [] } = lesion(scalings(...factors), x);
    expect(swapped.map(({ blocks }) => blocks.join())).toEqual(['0,1', '1,2', '2,3']);
    for (const { loss } of swapped) expect(loss).toBeCloseTo(whole.loss, 12);
  });

  test('blocks taken out at random: all of them leave x; equal ones leave no deviation', () => {
    const random = { dropped: [4, 3], trials: 6 };
    const [all, most] = lesion(scalings(...factors), x, { random }).random ?? [];
    expect(all).toEqual({ dropped: 4, trials: 6, meanLoss: 1, deviation: 0 });
    expect(most?.deviation).toBeGreaterThan(0);
    const equal = lesion(scalings(1, 1, 1, 1), x, { random: { dropped: [1, 3], trials: 3 } });
    expect(equal.random).toEqual([
      { dropped: 1, trials: 3, meanLoss: 64, deviation: 0 },
      { dropped: 3, trials: 3, meanLoss: 4, deviation: 0 },
    ]);
  });

  test('mean and deviation are those of the losses of one block left over', () => {
    const random = { dropped: [1], trials: 400, seed: 3 };
    const [drop] = lesion(scalings(1, 3), x, { random }).random ?? [];
    // 4 and 16, equally likely: mean 10, deviation 6, with the error of 400 trials.
    expect(Math.abs((drop?.meanLoss ?? 0) - 10)).toBeLessThan(1.2);
    const p = ((drop?.meanLoss ?? 0) - 4) / 12;
    expect(drop?.deviation).toBeCloseTo(12 * Math.sqrt((p * (1 - p) * 400) / 399), 10);
  });
});

describe('the same as a model made for it', () => {
  const blocks = [
    new Residual(mlp(), { activation: new ReLU() }),
    new Highway(mlp(), linear(5)),
    new Residual(mlp(), { shortcutScale: 0.5, scale: new SkipInit({ init: 0.3, dtype }) }),
    new Residual(mlp(), { preActivation: new Tanh(), shortcut: linear(5) }),
    new Residual(new Sequential(new Residual(mlp()), new Dropout(0.5))),
  ];
  const [stem, head] = [linear(3, 5), linear(5, 4)];
  const model = new Sequential(stem, ...blocks, head);
  const [x, y] = [draw(1, 6, 3), tensor([0, 1, 2, 3, 0, 1], { dtype: 'int32' })];
  const lossOf = (layers: readonly ((x: Tensor) => Tensor)[]) =>
    crossEntropy(head.forward(layers.reduce((x, f) => f(x), stem.forward(x))), y).item();
  const all = blocks.map((block) => (x: Tensor) => block.forward(x));
  // What each is without its branch, by hand.
  const shortcuts: ((x: Tensor) => Tensor)[] = [
    (x) => x.relu(),
    (x) => x,
    (x) => x.mul(0.5),
    (x) => blocks[3]!.shortcut.forward(x.tanh()),
    (x) => x,
  ];

  test('a block taken out', () => {
    const { whole, dropped } = lesion(model, [x, y], only);
    model.eval();
    expect(whole.loss).toBeCloseTo(lossOf(all), 12);
    expect(dropped.map(({ block }) => block)).toEqual(['1', '2', '3', '4', '5']);
    for (const [i, { loss }] of dropped.entries()) {
      expect(loss).toBeCloseTo(lossOf(all.with(i, shortcuts[i]!)), 12);
    }
    model.train();
  });

  test('two blocks in each other’s place', () => {
    const swaps = [
      ['1', '3'],
      ['5', '2'],
    ] as const;
    const { swapped = [] } = lesion(model, [x, y], { swaps, random: false });
    model.eval();
    expect(swapped[0]?.loss).toBeCloseTo(lossOf(all.with(0, all[2]!).with(2, all[0]!)), 12);
    expect(swapped[1]?.loss).toBeCloseTo(lossOf(all.with(4, all[1]!).with(1, all[4]!)), 12);
    model.train();
  });

  test('two blocks of a ResNet, with their states exchanged', () => {
    const [resnet, other] = [resnet20({ width: 4 }), resnet20({ width: 4 })];
    const sample = [randn([4, 3, 8, 8]), randint(0, 10, [4])] as const;
    // Running estimates of its own for each block.
    for (let i = 0; i < 3; i++) resnet.forward(randn([4, 3, 8, 8]));
    const exchanged = Object.entries(resnet.stateDict()).map(([name, value]) => {
      const swapped = name
        .replace('layer2.1', 'layer2.x')
        .replace('layer2.2', 'layer2.1')
        .replace('layer2.x', 'layer2.2');
      return [swapped, value];
    });
    other.loadStateDict(Object.fromEntries(exchanged));
    const { swapped = [], dropped, whole } = lesion(resnet, sample, { random: false });
    const pairs = swapped.map(({ blocks }) => blocks.join('-'));
    // The first blocks of the second and third stage change the shape.
    const inLayer = (i: number, a: number, b: number) => `layer${i}.${a}-layer${i}.${b}`;
    const expected = [inLayer(1, 0, 1), inLayer(1, 1, 2), inLayer(2, 1, 2), inLayer(3, 1, 2)];
    expect(pairs).toEqual(expected);
    const { loss, accuracy } = swapped[2] ?? whole;
    expect(lesion(other, sample, only).whole).toEqual({ loss, accuracy });
    expect(loss).not.toBe(whole.loss);
    expect(dropped).toHaveLength(9);
  });
});

describe('plain networks', () => {
  const [x, y] = [draw(1, 6, 4), draw(2, 6, 2)];

  test('drop named blocks whole, where the shape stays', () => {
    const layers = [linear(4, 5), mlp(), new Tanh(), mlp(), linear(5, 2)];
    const model = new Sequential(...layers);
    const { dropped, swapped } = lesion(model, [x, y], { blocks: ['0', '1', '3'], random: false });
    expect(dropped.map(({ block }) => block)).toEqual(['1', '3']);
    for (const { block, loss } of dropped) {
      const rest = layers.filter((_, i) => i !== Number(block));
      expect(loss).toBeCloseTo(mse(new Sequential(...rest).forward(x), y).item(), 12);
    }
    const [first, a, tanh, b, last] = layers;
    const other = new Sequential(first!, b!, tanh!, a!, last!);
    expect(swapped?.map(({ blocks }) => blocks)).toEqual([['1', '3']]);
    expect(swapped?.[0]?.loss).toBeCloseTo(mse(other.forward(x), y).item(), 12);
  });

  test('stand beside the residual network as its twin', () => {
    const [model, twin] = [resnet20({ width: 4 }), plain20({ width: 4 })];
    const sample = [randn([3, 3, 8, 8]), randint(0, 10, [3])] as const;
    const steps: string[] = [];
    const random = { dropped: [2], trials: 2 };
    const both = lesion(model, sample, {
      twin,
      random,
      onProgress: (done, total) => void steps.push(`${done} of ${total}`),
    });
    const blocks = both.dropped.map(({ block }) => block);
    expect(both.twin).toEqual(lesion(twin, sample, { blocks, random }));
    const changesShape = (name: string) => name === 'layer2.0' || name === 'layer3.0';
    expect(both.twin?.dropped.map(({ block }) => block)).toEqual(
      blocks.filter((name) => !changesShape(name)),
    );
    expect(steps.at(-1)).toBe('28 of 28'); // 9 + 4 + 2 and 7 + 4 + 2
    expect(steps).toHaveLength(28);
  });
});

describe('several batches', () => {
  test('weigh as much as they have examples, as all of them at once', () => {
    const model = new Sequential(
      linear(3, 5),
      new Residual(mlp()),
      new Residual(mlp()),
      linear(5, 4),
    );
    const [x, y] = [draw(5, 7, 3), randint(0, 4, [7])];
    const whole = lesion(model, [x, y]);
    const parts = [
      [0, 4],
      [4, 6],
      [6, 7],
    ].map(([from = 0, to = 0]) => [x.slice([from, to]), y.slice([from, to])] as const);
    function* generated() {
      yield* parts;
    }
    for (const batches of [parts, generated()]) {
      const measured = lesion(model, batches);
      expect(measured.whole.loss).toBeCloseTo(whole.whole.loss, 12);
      expect(measured.whole.accuracy).toBeCloseTo(whole.whole.accuracy ?? -1, 12);
      expect(measured.dropped[1]?.loss).toBeCloseTo(whole.dropped[1]?.loss ?? -1, 12);
      expect(measured.random?.[0]?.meanLoss).toBeCloseTo(whole.random?.[0]?.meanLoss ?? -1, 12);
    }
  });

  test('accuracy is the share of right classes, also by pixel', () => {
    const model = new Residual(new Identity());
    const x = tensor(
      [
        [1, 0, 0],
        [0, 1, 0],
        [0, 0, 1],
        [0, 2, 1],
      ],
      { dtype },
    );
    const { whole, random } = lesion(model, [x, tensor([0, 1, 1, 1], { dtype: 'int32' })], {
      random: { dropped: [1] },
    });
    expect(whole.accuracy).toBe(0.75);
    expect(random?.[0]?.meanAccuracy).toBe(0.75);
    const pixels = new Residual(new Tanh());
    const images = tensor(
      [
        [
          [1, 0],
          [0, 1],
        ],
      ],
      { dtype },
    ); // [N, C, L]
    expect(lesion(pixels, [images, tensor([[0, 0]], { dtype: 'int32' })]).whole.accuracy).toBe(0.5);
    expect(lesion(pixels, [images, zeros([1, 2, 2], { dtype })]).whole.accuracy).toBeUndefined();
  });
});

describe('afterwards all is as before', () => {
  const model = resnet20({ width: 4 });
  const sample = [randn([3, 3, 8, 8]), randint(0, 10, [3])] as const;
  backward(crossEntropy(model.forward(sample[0]), sample[1]));
  const outputs = () => [...model.eval().forward(sample[0]).dataSync()];
  const first = outputs();

  /** With some of the modules in training. */
  function snapshot() {
    return {
      state: Object.values(model.stateDict()).map((value) => [...value.dataSync()]),
      gradients: model.parameters().map(({ grad }) => grad && [...grad.dataSync()]),
      modes: model.namedModules().map(([, { training }]) => training),
      random: getRngState(),
    };
  }

  test.each([
    ['when it ends', null, null],
    ['when the loss throws', 20, null],
    ['when onProgress throws', null, 12],
  ])('%s', (_, failingLoss, failingStep) => {
    model.train();
    model.at('layer2').eval();
    const before = snapshot();
    let losses = 0;
    const measure = () =>
      lesion(model, sample, {
        loss: (output) => {
          if (++losses === failingLoss) throw new Error('broken');
          return output.square().mean();
        },
        onProgress: (done) => {
          if (done === failingStep) throw new Error('broken');
        },
      });
    if (failingLoss === null && failingStep === null) measure();
    else expect(measure).toThrow('broken');
    expect(snapshot()).toEqual(before);
    expect(new Set(before.modes)).toEqual(new Set([true, false]));
    // No hook is left.
    expect(outputs()).toEqual(first);
  });

  test('no tensor is left', () => {
    lesion(model, sample);
    const { buffers } = memory();
    lesion(model, sample);
    expect(memory().buffers).toBeLessThanOrEqual(buffers);
  });

  test('the seed alone decides which blocks are taken out', () => {
    const random = { dropped: [3], trials: 4, seed: 1 };
    const measured = lesion(model, sample, { random }).random;
    randn([5]);
    expect(lesion(model, sample, { random }).random).toEqual(measured);
    const other = lesion(model, sample, { random: { ...random, seed: 2 } }).random;
    expect(other).not.toEqual(measured);
  });
});

describe('errors', () => {
  const model = new Sequential(
    linear(3, 5),
    new Residual(mlp()),
    new Residual(mlp()),
    linear(5, 2),
  );
  const x = draw(1, 2, 3);

  test.each<[string, () => unknown]>([
    ['lesion: the model has no residual blocks; say', () => lesion(mlp(), draw(1, 2, 5))],
    ['lesion: there are no batches', () => lesion(model, [])],
    [
      'lesion: the batch is empty, its input has shape [0, 3]',
      () => lesion(model, zeros([0, 3], { dtype })),
    ],
    [
      "lesion: the model has no module '7'; it has 0, 1, 1.branch",
      () => lesion(model, x, { blocks: ['7'] }),
    ],
    [
      'lesion: the block 1.branch is inside of 1; name one of them',
      () => lesion(model, x, { blocks: ['1.branch', '1'] }),
    ],
    [
      "lesion: swaps names '0', which is none of the blocks 1, 2",
      () => lesion(model, x, { swaps: [['1', '0']] }),
    ],
    [
      'lesion: 0 ([2, 3] to [2, 5]) and 1 ([2, 5] to [2, 5]) cannot change places',
      () => lesion(model, x, { blocks: ['0', '1'], swaps: [['0', '1']] }),
    ],
    [
      'lesion: random.dropped has 3, but from 1 to 2',
      () => lesion(model, x, { random: { dropped: [3] } }),
    ],
    [
      'lesion: random.trials must be a whole number',
      () => lesion(model, x, { random: { trials: 0 } }),
    ],
    [
      "lesion: the twin has no module '1'; it has 0 ...; name its blocks in twinBlocks",
      () => lesion(model, x, { twin: new Sequential(linear(3, 2)) }),
    ],
  ])('%s', (message, run) => {
    expect(run).toThrow(message);
  });

  test('a block that does not run', () => {
    class Half extends Module {
      readonly a = new Residual(mlp());
      readonly b = new Residual(mlp());
      forward(x: Tensor): Tensor {
        return this.a.forward(x);
      }
    }
    expect(() => lesion(new Half(), draw(1, 2, 5))).toThrow('forward does not run b');
  });

  test('what is not finite goes through', () => {
    const { whole, random } = lesion(model, x.mul(Number.NaN));
    expect([whole.loss, random?.[0]?.meanLoss]).toEqual([Number.NaN, Number.NaN]);
  });
});
