import {
  AdaptiveAvgPool2d,
  BatchNorm2d,
  Conv2d,
  cifarResnet,
  Embedding,
  Flatten,
  Highway,
  init,
  initialize,
  initializeFixup,
  LayerNorm,
  LayerScale,
  Linear,
  Module,
  ReLU,
  Residual,
  ReZero,
  resnet20,
  resnet56,
  resnext29,
  ScalarBias,
  Sequential,
  SkipInit,
  Tanh,
  TransformerBlock,
  wideResnet,
} from '@plumbline/layers';
import { Generator, randint, randn, type Tensor, tensor } from '@plumbline/tensor';

export type Batch = readonly [input: Tensor, target: Tensor];

/** A network as one would build it, and batches of a task that it can learn. */
export interface Healthy {
  readonly name: string;
  readonly make: () => Module;
  readonly batch: (generator: Generator) => Batch;
}

export const width = 32;

/** Points around one center a class. */
export const points = clusters([48, width], [1, width]);
export const images = clusters([24, 3, 8, 8], [1, 3, 1, 1]);
const small = { classes: 10 } as const;

export const healthyModels: readonly Healthy[] = [
  { name: 'resnet20', make: () => resnet20({ ...small, width: 4 }), batch: images },
  { name: 'resnet56', make: () => resnet56({ ...small, width: 4 }), batch: images },
  {
    name: 'preactivated bottlenecks',
    make: () =>
      cifarResnet({ ...small, depth: 29, block: 'bottleneck', preActivation: true, width: 4 }),
    batch: images,
  },
  {
    name: 'wide',
    make: () => wideResnet({ ...small, depth: 16, widen: 2, width: 4 }),
    batch: images,
  },
  {
    name: 'resnext',
    make: () => resnext29({ ...small, cardinality: 2, widthPerGroup: 32, width: 4 }),
    batch: images,
  },
  {
    name: 'squeeze and excitation',
    make: () => resnet20({ ...small, width: 4, squeezeReduction: 2 }),
    batch: images,
  },
  {
    name: 'zero-initialized residual branches',
    make: () => resnet20({ ...small, width: 4, zeroInitResidual: true }),
    batch: images,
  },
  { name: 'residual MLP with normalization', make: () => residualMlp(12), batch: points },
  { name: 'transformer', make: transformer, batch: sequences },
  { name: 'ReZero', make: () => gated(() => new ReZero(), 10), batch: points },
  {
    name: 'LayerScale',
    make: () =>
      gated(
        () => new LayerScale(width),
        16,
        () => new LayerNorm(width),
      ),
    batch: points,
  },
  { name: 'Fixup', make: fixup, batch: points },
  { name: 'highway', make: highway, batch: points },
  { name: 'shallow plain CNN', make: shallowCnn, batch: images },
  { name: 'MLP', make: () => mlp(4), batch: points },
  { name: 'MLP with tanh', make: () => mlp(4, () => new Tanh()), batch: points },
];

/** depth hidden layers, without normalization or shortcuts, initialized to keep the variance. */
export function mlp(depth: number, activation: () => Module = () => new ReLU()): Sequential {
  const hidden = Array.from({ length: depth }, () => [new Linear(width, width), activation()]);
  const model = new Sequential(...hidden.flat(), new Linear(width, 10));
  const isTanh = model.at(1) instanceof Tanh;
  return initialize(model, isTanh ? init.xavierNormal : init.kaimingNormal);
}

export function residualMlp(blocks: number): Sequential {
  const block = () =>
    new Residual(
      new Sequential(
        new LayerNorm(width),
        new Linear(width, width),
        new ReLU(),
        new Linear(width, width),
      ),
    );
  const rest = Array.from({ length: blocks }, block);
  return new Sequential(
    new Linear(width, width),
    ...rest,
    new LayerNorm(width),
    new Linear(width, 10),
  );
}

function gated(scale: () => Module, blocks: number, norm?: () => Module): Sequential {
  const block = () => {
    const layers = [new Linear(width, width), new ReLU(), new Linear(width, width)];
    const branch = new Sequential(...(norm === undefined ? layers : [norm(), ...layers]));
    return new Residual(branch, { scale: scale() });
  };
  const rest = Array.from({ length: blocks }, block);
  return new Sequential(new Linear(width, width), ...rest, new Linear(width, 10));
}

function fixup(): Sequential {
  const block = () =>
    new Residual(
      new Sequential(
        new ScalarBias(),
        new Linear(width, width, { bias: false }),
        new ScalarBias(),
        new ReLU(),
        new ScalarBias(),
        new Linear(width, width, { bias: false }),
      ),
      { scale: new SkipInit({ init: 1 }), activation: new ReLU() },
    );
  const classifier = new Linear(width, 10);
  const rest = Array.from({ length: 12 }, block);
  return initializeFixup(new Sequential(new Linear(width, width), ...rest, classifier), {
    classifier,
  });
}

function highway(): Sequential {
  const block = () => {
    const gate = new Linear(width, width);
    gate.bias?.assign(gate.bias.mul(0).sub(2));
    return new Highway(new Sequential(new Linear(width, width), new ReLU()), gate);
  };
  const rest = Array.from({ length: 8 }, block);
  return new Sequential(new Linear(width, width), ...rest, new Linear(width, 10));
}

export function shallowCnn(): Sequential {
  const stage = (from: number, to: number, stride: number) => [
    new Conv2d(from, to, 3, { padding: 1, stride, bias: false }),
    new BatchNorm2d(to),
    new ReLU(),
  ];
  return new Sequential(
    ...stage(3, 8, 1),
    ...stage(8, 16, 2),
    ...stage(16, 32, 2),
    new AdaptiveAvgPool2d(1),
    new Flatten(),
    new Linear(32, 10),
  );
}

export function transformer(): Sequential {
  const block = () => new TransformerBlock(width, 4, { dimFeedforward: 64, dropout: 0.1 });
  return new Sequential(
    new Embedding(20, width),
    block(),
    block(),
    block(),
    block(),
    new LayerNorm(width),
    new Linear(width, 20),
    new EachToken(),
  );
}

/** [N, L, classes] -> [N L, classes], as the loss has it. */
class EachToken extends Module {
  forward(input: Tensor): Tensor {
    return input.reshape([-1, input.shape.at(-1) ?? 1]);
  }
}

/** The next token is the one before plus 3. */
export function sequences(generator: Generator): Batch {
  const [examples, length] = [8, 12];
  const start = randint(0, 20, [examples, 1], { generator });
  const steps = Array.from({ length }, (_, i) => 3 * i);
  const tokens = Array.from(start.dataSync()).flatMap((first) =>
    steps.map((s) => (first + s) % 20),
  );
  return [
    tensor(tokens, { dtype: 'int32' }).reshape([examples, length]),
    tensor(
      tokens.map((token) => (token + 3) % 20),
      { dtype: 'int32' },
    ),
  ];
}

function clusters(shape: readonly number[], spread: readonly number[]) {
  const [, ...rest] = shape;
  const centers = randn([10, ...spread.slice(1)], { generator: new Generator(1) });
  return (generator: Generator): Batch => {
    const labels = randint(0, 10, [shape[0] ?? 0], { generator });
    const noise = randn([shape[0] ?? 0, ...rest], { generator });
    return [noise.add(centers.indexSelect(0, labels)), labels];
  };
}
