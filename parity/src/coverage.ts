import * as layers from '@plumbline/layers';
import * as optimizers from '@plumbline/optimizers';
import * as tensors from '@plumbline/tensor';

/** Names that need no case, each with the reason. */
export const exceptions: Readonly<Record<string, string>> = {
  cast: 'the op behind `to`',
  constructor: 'no op',
  buffer: 'tells of the tensor',
  strides: 'tells of the tensor',
  offset: 'tells of the tensor',
  dtype: 'tells of the tensor',
  origin: 'tells of the tensor',
  rank: 'tells of the tensor',
  size: 'tells of the tensor',
  nbytes: 'tells of the tensor',
  isReleased: 'tells of the tensor',
  isPlumblineTensor: 'tells of the tensor',
  data: 'reads, as every case does',
  dataSync: 'reads, as every case does',
  item: 'reads, as the losses do',
  toString: 'prints, as NumPy',
  toJSON: 'the elements, for JSON',
  checkOptions: 'refuses unknown options',
  checkChoice: 'refuses unknown choices',
  checkReadable: 'memory',
  release: 'memory',
  keep: 'memory',
  memory: 'memory',
  scope: 'memory',
  tensorsIn: 'memory',
  endStep: 'memory',
  tensorsMadeBy: 'memory',
  shareBufferOf: 'memory',
  OutOfMemoryError: 'memory',
  engine: 'no op',
  useEngine: 'no op',
  EnvironmentError: 'no op',
  dispatch: 'what every op passes',
  listen: 'what every op passes',
  Tensor: 'what every op makes',
  tensor: 'makes the inputs of all cases',
  isFloat: 'tells of a dtype',
  isTensor: 'tells of a value',
  broadcastShapes: 'shapes',
  formatShape: 'shapes',
  sameShape: 'shapes',
  Generator: 'draws other numbers than PyTorch',
  getRngState: 'draws other numbers than PyTorch',
  setRngState: 'draws other numbers than PyTorch',
  manualSeed: 'draws other numbers than PyTorch',
  recordDraws: 'draws other numbers than PyTorch',
  replayDraws: 'draws other numbers than PyTorch',
  bernoulli: 'draws other numbers than PyTorch',
  multinomial: 'draws other numbers than PyTorch',
  permutation: 'draws other numbers than PyTorch',
  randperm: 'draws other numbers than PyTorch',
  rand: 'draws other numbers than PyTorch; `uniform` of the initializers has its statistics',
  randn: 'draws other numbers than PyTorch; `normal` of the initializers has its statistics',
  randint: 'draws other numbers than PyTorch',
  Module: 'what all layers are',
  prelu: 'the function of `PReLU`',
  initialize: 'applies an initializer',
  initializeFixup: 'PyTorch has none; its package has the rules of the paper',
  resnet32: 'resnet20 with other counts',
  resnet44: 'resnet20 with other counts',
  resnet56: 'resnet20 with other counts',
  resnet110: 'resnet20 with other counts',
  plain32: 'plain20 with other counts',
  plain44: 'plain20 with other counts',
  plain56: 'plain20 with other counts',
  plain110: 'plain20 with other counts',
  preactResnet164: 'cifarResnet, preactivated, with other counts',
  preactPlain164: 'cifarResnet, preactivated, with other counts and without shortcuts',
  plain18: 'resnet18 without shortcuts, as plain20 is resnet20',
  plain34: 'resnet18 without shortcuts, with other counts',
  resnet34: 'resnet18 with other counts',
  resnet50: 'resnet18 with the blocks of cifarResnet with bottlenecks',
  resnet101: 'resnet18 with the blocks of cifarResnet with bottlenecks',
  fanOf: 'the initializers are made of it',
  calculateGain: 'the initializers are made of it',
  Optimizer: 'what all optimizers are',
  adagrad: 'the chain of `Adagrad`',
  adam: 'the chain of `Adam`',
  adamw: 'the chain of `AdamW`',
  lamb: 'the chain of `LAMB`',
  lion: 'the chain of `Lion`',
  muon: 'the chain of `Muon`',
  rmsprop: 'the chain of `RMSprop`',
  sgd: 'the chain of `SGD`',
  addDecayedWeights: 'a link of `SGD` and `AdamW`',
  scaleByAdagrad: 'a link of `Adagrad`',
  scaleByAdam: 'a link of `Adam`',
  scaleByLion: 'a link of `Lion`',
  scaleByRms: 'a link of `RMSprop`',
  scaleByTrustRatio: 'a link of `LAMB`',
  scaleByLearningRate: 'a link of all',
  orthogonalize: 'a link of `Muon`',
  partition: 'a link of `Muon`',
  trace: 'a link of `SGD`',
  chain: 'makes chains',
  perParameter: 'makes links',
  stateless: 'makes links',
};

/** What must have a case, by the fixtures that may have it. */
export function required(): { readonly names: readonly string[]; readonly kinds: string[] }[] {
  return [
    { names: [...Object.keys(tensors.ops), ...methods()], kinds: ['ops'] },
    { names: functionsOf(tensors), kinds: ['ops', 'initializers'] },
    { names: functionsOf(layers), kinds: ['layers', 'losses', 'models'] },
    { names: Object.keys(layers.init), kinds: ['initializers'] },
    { names: functionsOf(optimizers), kinds: ['optimizers', 'schedules'] },
  ];
}

function functionsOf(module: object): string[] {
  return Object.entries(module).flatMap(([name, value]) =>
    typeof value === 'function' ? [name] : [],
  );
}

/** Of tensors, and of the classes that `Tensor` extends. */
function methods(): string[] {
  const names = new Set<string>();
  let prototype: object | null = tensors.Tensor.prototype;
  while (prototype !== null && prototype !== Object.prototype) {
    for (const name of Object.getOwnPropertyNames(prototype)) names.add(name);
    prototype = Object.getPrototypeOf(prototype);
  }
  return [...names];
}
