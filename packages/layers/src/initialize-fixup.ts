import type { Parameter } from '@plumbline/autograd';
import type { RandomOptions } from '@plumbline/tensor';
import { checkOptions } from '@plumbline/tensor';
import { zeros } from './init/constant.ts';
import { kaimingNormal } from './init/kaiming.ts';
import { initialize } from './initialize.ts';
import type { Module } from './module.ts';
import { Residual } from './residual.ts';

/** Options of `initializeFixup`. */
export interface FixupOptions extends Pick<RandomOptions, 'generator'> {
  /** The layer that gives the logits, which starts as zeros (rule 1). Default: none. */
  readonly classifier?: Module;
}

/**
 * Initializes a residual network without normalization so that a step of gradient descent changes
 * its output by as much at any depth (Zhang et al. 2019, "Fixup initialization: residual learning
 * without normalization"). With L residual blocks, and m weights in a branch: (1) the
 * last weight of each branch, and of the classifier, is 0; (2) the others are `kaimingNormal`, those
 * in a branch times L^(-1/(2m-2)). Biases become 0. Rule 3 is up to the branch: `new SkipInit({ init:
 * 1 })` once in each, a `ScalarBias` before each weight and activation. Returns the model;
 * RangeError where it has no `Residual`.
 */
export function initializeFixup<Initialized extends Module>(
  model: Initialized,
  options: FixupOptions = {},
): Initialized {
  checkOptions('initializeFixup', options, ['classifier', 'generator']);
  const { classifier, ...random } = options;
  const blocks = model.namedModules().flatMap(([, module]) => {
    return module instanceof Residual ? [module] : [];
  });
  if (blocks.length === 0) throw new RangeError('initializeFixup: the model has no Residual');
  initialize(model, kaimingNormal, random);
  for (const { branch } of blocks) {
    const weights = weightsIn(branch);
    const last = weights.pop();
    const factor = blocks.length ** (-1 / (2 * weights.length));
    for (const weight of weights) weight.assign(weight.mul(factor));
    last?.assign(zeros(last.shape, { dtype: last.dtype }));
  }
  if (classifier !== undefined) initialize(classifier, zeros);
  return model;
}

function weightsIn(module: Module): Parameter[] {
  return module.parameters().filter(({ rank }) => rank >= 2);
}
