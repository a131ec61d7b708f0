import { checkOptions } from '@plumbline/tensor';
import { addDecayedWeights } from './add-decayed-weights.ts';
import { chain } from './chain.ts';
import type { GradientTransformation } from './gradient-transformation.ts';
import type { LearningRate } from './learning-rate.ts';
import { Optimizer } from './optimizer.ts';
import { inGroups, type ParametersOrGroups } from './parameter-group.ts';
import { type ScaleByAdamOptions, scaleByAdam } from './scale-by-adam.ts';
import { scaleByLearningRate } from './scale-by-learning-rate.ts';

/** Options of `Adam`, `AdamW` and their relatives. */
export interface AdamOptions extends ScaleByAdamOptions {
  /** Default 1e-3. */
  readonly lr?: LearningRate;
  /** Adam: L2 regularization, default 0. AdamW: decoupled decay, default 1e-2. */
  readonly weightDecay?: number;
}

/** TypeError for an option that Adam and its relatives don't have. */
export function checkAdamOptions(optimizer: string, options: AdamOptions): void {
  checkOptions(optimizer, options, ['lr', 'weightDecay', 'betas', 'eps', 'amsgrad']);
}

/** The chain of `Adam`. Errors as there. */
export function adam(options: AdamOptions = {}): GradientTransformation {
  checkAdamOptions('Adam', options);
  const { lr = 1e-3, weightDecay = 0, ...moments } = options;
  return chain(addDecayedWeights(weightDecay), scaleByAdam(moments), scaleByLearningRate(lr));
}

/** The chain of `AdamW`. Errors as there. */
export function adamw(options: AdamOptions = {}): GradientTransformation {
  checkAdamOptions('AdamW', options);
  const { lr = 1e-3, weightDecay = 1e-2, ...moments } = options;
  return chain(scaleByAdam(moments), addDecayedWeights(weightDecay), scaleByLearningRate(lr));
}

/**
 * Adam (Kingma and Ba 2014) as PyTorch has it. RangeError for an option out of its range, TypeError
 * for one that it doesn't have.
 */
export class Adam extends Optimizer {
  constructor(parameters: ParametersOrGroups<AdamOptions>, options: AdamOptions = {}) {
    super(...inGroups('Adam', parameters, options, adam));
  }
}

/** Adam with decoupled weight decay (Loshchilov and Hutter 2017). Errors as `Adam`. */
export class AdamW extends Optimizer {
  constructor(parameters: ParametersOrGroups<AdamOptions>, options: AdamOptions = {}) {
    super(...inGroups('AdamW', parameters, options, adamw));
  }
}
