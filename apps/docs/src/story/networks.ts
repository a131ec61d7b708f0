import {
  type Initializer,
  init,
  initialize,
  Linear,
  type Module,
  ReLU,
  Residual,
  Sequential,
} from '@plumbline/layers';
import { manualSeed, scope } from '@plumbline/tensor';
import {
  type InitializationName,
  type NetworkName,
  recipe,
  type StorySettings,
} from './settings.ts';

/**
 * Linear, blocks F = ReLU, Linear, ReLU, Linear (He et al. 2016, "Identity mappings in deep residual
 * networks", fig. 4e, without its normalization), ReLU, Linear. The plain network computes F(x) where
 * the residual one computes x + F(x), and that is all in which they differ: both start with the same
 * weights.
 */
export function createNetwork(
  name: NetworkName,
  settings: StorySettings,
  { inputs, classes }: { readonly inputs: number; readonly classes: number },
): Sequential {
  const { depth, width, shortcut } = settings;
  manualSeed(recipe.seed);
  const branches = Array.from({ length: (depth - 2) / 2 }, () => createBranch(width));
  const isResidual = name === 'residual' && shortcut;
  const model = new Sequential(
    new Linear(inputs, width),
    ...branches.map((branch) => (isResidual ? new Residual(branch) : branch)),
    new ReLU(),
    new Linear(width, classes),
  );
  const initializer = initializers[settings.initialization];
  if (initializer !== null) initialize(model, initializer);
  for (const branch of branches) scaleWeights(branch, settings.branchScale);
  return model;
}

function createBranch(width: number): Module {
  return new Sequential(new ReLU(), new Linear(width, width), new ReLU(), new Linear(width, width));
}

/** null: as layers are made. */
const initializers: Readonly<Record<InitializationName, Initializer | null>> = {
  pytorch: null,
  he: init.kaimingNormal,
  xavier: init.xavierNormal,
  orthogonal: init.orthogonal,
};

function scaleWeights(module: Module, factor: number): void {
  for (const parameter of module.parameters()) {
    if (parameter.rank === 2) scope(() => parameter.assign(parameter.mul(factor)));
  }
}
