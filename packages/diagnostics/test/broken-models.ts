import { detach, type Parameter } from '@plumbline/autograd';
import {
  Conv2d,
  Flatten,
  init,
  initialize,
  Linear,
  Module,
  plain20,
  ReLU,
  Residual,
  resnet20,
  Sequential,
  Sigmoid,
  Tanh,
} from '@plumbline/layers';
import { full, type Generator, randn, type Tensor } from '@plumbline/tensor';
import type { RuleName } from '../src/index.ts';
import {
  type Batch,
  images,
  mlp,
  points,
  residualMlp,
  sequences,
  transformer,
  width,
} from './healthy-models.ts';

/** A network that is broken in one way. */
export interface Broken {
  readonly name: string;
  readonly rule: RuleName;
  readonly make: () => Module;
  readonly batch: (generator: Generator) => Batch;
  /** What must be named first, where one layer is broken. */
  readonly layer?: string;
}

/** The parameter of that path, times `factor`. */
export function scaled<Model extends Module>(model: Model, path: string, factor: number): Model {
  return changed(model, path, (weight) => weight.mul(factor));
}

export function changed<Model extends Module>(
  model: Model,
  path: string,
  change: (parameter: Parameter) => Tensor,
): Model {
  const [, parameter] = model.namedParameters().find(([name]) => name === path) ?? [];
  if (parameter === undefined) throw new Error(`no parameter ${path}`);
  parameter.assign(change(parameter));
  return model;
}

const constant = (value: number) => (parameter: Tensor) => full(parameter.shape, value);

export class Detached extends Module {
  forward(input: Tensor): Tensor {
    return detach(input);
  }
}

/** The logarithm of what may be negative. */
class Log extends Module {
  forward(input: Tensor): Tensor {
    return input.log();
  }
}

/** depth hidden layers with `middle` after the activation of the one at `index`. */
export function interrupted(depth: number, index: number, middle: Module): Sequential {
  const hidden = Array.from({ length: depth }, (_, i) =>
    i === index
      ? [new Linear(width, width), new ReLU(), middle]
      : [new Linear(width, width), new ReLU()],
  );
  return initialize(new Sequential(...hidden.flat(), new Linear(width, 10)), init.kaimingNormal);
}

/** A residual network without normalization. */
function bare(blocks: number, gain: number, shortcutScale = 1): Sequential {
  const block = () =>
    new Residual(new Sequential(new Linear(width, width), new ReLU(), new Linear(width, width)), {
      shortcutScale,
    });
  const rest = Array.from({ length: blocks }, block);
  const model = new Sequential(new Linear(width, width), ...rest, new Linear(width, 10));
  return initialize(model, (shape, random) => init.kaimingNormal(shape, random).mul(gain));
}

function deepSigmoid(): Sequential {
  return initialize(
    mlp(16, () => new Sigmoid()),
    init.xavierNormal,
  );
}

function smallConvolutions(): Sequential {
  const layers = Array.from({ length: 8 }, (_, i) => [
    new Conv2d(i === 0 ? 3 : 8, 8, 3, { padding: 1 }),
    new ReLU(),
  ]);
  const model = new Sequential(...layers.flat(), new Flatten(), new Linear(8 * 64, 10));
  return initialize(model, (shape, random) => randn(shape, random).mul(0.02));
}

/** One way each; where several layers break (a bad initialization), none is the first. */
export const brokenModels: readonly Broken[] = [
  { name: 'a deep sigmoid MLP', rule: 'vanishing-gradient', make: deepSigmoid, batch: points },
  {
    name: 'a plain CNN with weights that are all too small',
    rule: 'vanishing-gradient',
    make: smallConvolutions,
    batch: images,
  },
  {
    name: 'an MLP with one layer of tiny weights',
    rule: 'vanishing-gradient',
    make: () => scaled(mlp(8), '8.weight', 1e-5),
    batch: points,
    layer: '8',
  },
  {
    name: 'a transformer with a head of tiny weights',
    rule: 'vanishing-gradient',
    make: () => scaled(transformer(), '6.weight', 1e-5),
    batch: sequences,
    layer: '6',
  },
  {
    name: 'an MLP with weights that are all too large',
    rule: 'exploding-gradient',
    make: () => initialize(mlp(16), (shape, random) => init.kaimingNormal(shape, random).mul(3)),
    batch: points,
  },
  {
    name: 'an MLP with one layer of huge weights',
    rule: 'exploding-gradient',
    make: () => scaled(mlp(8), '8.weight', 1e5),
    batch: points,
    layer: '8',
  },
  {
    name: 'a residual network without normalization whose branches amplify',
    rule: 'exploding-gradient',
    make: () => bare(16, 1.5),
    batch: points,
  },
  {
    name: 'an MLP with a bias of -100',
    rule: 'dead-units',
    make: () => changed(mlp(6), '4.bias', constant(-100)),
    batch: points,
    layer: '5',
  },
  {
    name: 'a ResNet with a normalization that ends far below 0',
    rule: 'dead-units',
    make: () => changed(resnet20({ width: 4 }), 'layer2.1.bn1.bias', constant(-20)),
    batch: images,
    layer: 'layer2.1.relu1',
  },
  {
    name: 'a transformer with dead feed-forward units',
    rule: 'dead-units',
    make: () => changed(transformer(), '3.linear1.bias', constant(-50)),
    batch: sequences,
    layer: '3.feedForward.branch.2',
  },
  {
    name: 'a tanh MLP with one layer of large weights',
    rule: 'saturated-units',
    make: () =>
      scaled(
        mlp(6, () => new Tanh()),
        '4.weight',
        50,
      ),
    batch: points,
    layer: '5',
  },
  {
    name: 'a sigmoid MLP with large biases',
    rule: 'saturated-units',
    make: () =>
      changed(
        mlp(3, () => new Sigmoid()),
        '2.bias',
        constant(12),
      ),
    batch: points,
    layer: '3',
  },
  {
    name: 'a ResNet with a branch of tiny scale',
    rule: 'collapsed-branch',
    make: () => scaled(resnet20({ width: 4 }), 'layer2.2.bn2.weight', 1e-5),
    batch: images,
    layer: 'layer2.2',
  },
  {
    name: 'a transformer with a feed-forward layer of tiny weights',
    rule: 'collapsed-branch',
    make: () =>
      changed(scaled(transformer(), '2.linear2.weight', 1e-6), '2.linear2.bias', constant(0)),
    batch: sequences,
    layer: '2.feedForward',
  },
  {
    name: 'a residual MLP with a branch of huge weights',
    rule: 'branch-overwhelms-skip',
    make: () => scaled(residualMlp(8), '5.branch.3.weight', 1000),
    batch: points,
    layer: '5',
  },
  {
    name: 'a transformer with an attention that drowns its shortcut',
    rule: 'branch-overwhelms-skip',
    make: () => scaled(transformer(), '2.self_attn.out_proj.weight', 2000),
    batch: sequences,
    layer: '2.attention',
  },
  {
    name: 'shortcuts times 0.5',
    rule: 'scaled-shortcut',
    make: () => bare(8, 0.3, 0.5),
    batch: points,
    layer: '1',
  },
  {
    name: 'shortcuts times 1.5',
    rule: 'scaled-shortcut',
    make: () => bare(8, 0.3, 1.5),
    batch: points,
    layer: '1',
  },
  {
    name: 'an MLP that detaches',
    rule: 'no-gradient',
    make: () => interrupted(6, 3, new Detached()),
    batch: points,
    layer: '6',
  },
  {
    name: 'a residual network with a branch that detaches',
    rule: 'no-gradient',
    make: () => {
      const model = residualMlp(3);
      const broken = new Residual(new Sequential(new Linear(width, width), new Detached()));
      return new Sequential(...[...model].toSpliced(2, 1, broken));
    },
    batch: points,
    layer: '2.branch.0',
  },
  {
    name: 'an MLP with a weight of NaN',
    rule: 'non-finite',
    make: () => scaled(mlp(6), '4.weight', Number.NaN),
    batch: points,
    layer: '4',
  },
  {
    name: 'a plain network that takes a logarithm',
    rule: 'non-finite',
    make: () => interrupted(4, 1, new Sequential(new Linear(width, width), new Log())),
    batch: points,
    layer: '4.1',
  },
  {
    name: 'a plain ResNet with a convolution that overflows',
    rule: 'non-finite',
    make: () => scaled(plain20({ width: 4 }), 'layer2.0.conv1.weight', 1e38),
    batch: images,
    layer: 'layer2.0.conv1',
  },
];
