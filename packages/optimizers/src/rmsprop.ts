import { checkOptions, type Tensor, zerosLike } from '@plumbline/tensor';
import { addDecayedWeights } from './add-decayed-weights.ts';
import { chain } from './chain.ts';
import { checkDecay, checkNotNegative } from './check-number.ts';
import { type GradientTransformation, perParameter } from './gradient-transformation.ts';
import type { LearningRate } from './learning-rate.ts';
import { Optimizer } from './optimizer.ts';
import { inGroups, type ParametersOrGroups } from './parameter-group.ts';
import { scaleByLearningRate } from './scale-by-learning-rate.ts';
import { trace } from './trace.ts';

/** Options of `scaleByRms`. */
export interface ScaleByRmsOptions {
  /** Decay of the running mean of squares. Default 0.99. */
  readonly alpha?: number;
  /** Added to the root. Default 1e-8. */
  readonly eps?: number;
  /** Divide by the root of the variance instead (Graves 2013). Default false. */
  readonly centered?: boolean;
}

/** What `scaleByRms` remembers of a parameter, each of its shape. */
export interface RmsState {
  /** The running mean of squared gradients. */
  readonly square: Tensor;
  /** With `centered`: the running mean of gradients. */
  readonly mean: Tensor | null;
}

/** g / (√v + eps), v the running mean of g² (Tieleman and Hinton 2012, lecture 6e). */
export function scaleByRms(
  options: ScaleByRmsOptions = {},
): GradientTransformation<readonly RmsState[]> {
  checkOptions('scaleByRms', options, ['alpha', 'eps', 'centered']);
  const { alpha = 0.99, eps = 1e-8, centered = false } = options;
  checkDecay(alpha, 'alpha');
  checkNotNegative(eps, 'eps');
  return perParameter<RmsState>({
    name: 'rms',
    init: (parameter) => ({
      square: zerosLike(parameter),
      mean: centered ? zerosLike(parameter) : null,
    }),
    update(g, previous) {
      const square = previous.square.mul(alpha).add(g.square().mul(1 - alpha));
      const mean = previous.mean?.mul(alpha).add(g.mul(1 - alpha)) ?? null;
      const variance = mean === null ? square : square.sub(mean.square());
      return { update: g.div(variance.sqrt().add(eps)), state: { square, mean } };
    },
  });
}

/** Options of `RMSprop`. */
export interface RMSpropOptions extends ScaleByRmsOptions {
  /** Default 1e-2. */
  readonly lr?: LearningRate;
  /** Default 0. */
  readonly momentum?: number;
  /** L2 regularization, added to the gradient. Default 0. */
  readonly weightDecay?: number;
}

/** The chain of `RMSprop`. RangeErrors as there. */
export function rmsprop(options: RMSpropOptions = {}): GradientTransformation {
  checkOptions('RMSprop', options, ['lr', 'momentum', 'weightDecay', 'alpha', 'eps', 'centered']);
  const { lr = 1e-2, momentum = 0, weightDecay = 0, ...rms } = options;
  return chain(
    addDecayedWeights(weightDecay),
    scaleByRms(rms),
    ...(momentum === 0 ? [] : [trace({ momentum })]),
    scaleByLearningRate(lr),
  );
}

/** RMSprop as PyTorch has it. RangeError for an option out of its range. */
export class RMSprop extends Optimizer {
  constructor(parameters: ParametersOrGroups<RMSpropOptions>, options: RMSpropOptions = {}) {
    super(...inGroups('RMSprop', parameters, options, rmsprop));
  }
}
