import { type AdamOptions, checkAdamOptions } from './adam.ts';
import { addDecayedWeights } from './add-decayed-weights.ts';
import { chain } from './chain.ts';
import { type GradientTransformation, perParameter } from './gradient-transformation.ts';
import { Optimizer } from './optimizer.ts';
import { inGroups, type ParametersOrGroups } from './parameter-group.ts';
import { scaleByAdam } from './scale-by-adam.ts';
import { scaleByLearningRate } from './scale-by-learning-rate.ts';

/**
 * Multiplies each parameter's update by ‖parameter‖ / ‖update‖, or by 1 where one of them is 0 (You
 * et al. 2019, with φ(z) = z).
 */
export function scaleByTrustRatio(): GradientTransformation<readonly null[]> {
  return perParameter<null>({
    init: () => null,
    update(update, state, parameter) {
      const [weight, change] = [parameter.norm(), update.norm()];
      const both = weight.gt(0).logicalAnd(change.gt(0));
      return { update: update.mul(weight.div(change).where(both, 1)), state };
    },
  });
}

/** As Adam's, with other defaults: `eps` 1e-6, decoupled `weightDecay` 0.01. */
export interface LAMBOptions extends AdamOptions {}

/** The chain of `LAMB`. RangeErrors as there. */
export function lamb(options: LAMBOptions = {}): GradientTransformation {
  checkAdamOptions('LAMB', options);
  const { lr = 1e-3, weightDecay = 0.01, eps = 1e-6, ...moments } = options;
  return chain(
    scaleByAdam({ eps, ...moments }),
    addDecayedWeights(weightDecay),
    scaleByTrustRatio(),
    scaleByLearningRate(lr),
  );
}

/** LAMB, for large batches (You et al. 2019, algorithm 2). RangeErrors as `Adam`. */
export class LAMB extends Optimizer {
  constructor(parameters: ParametersOrGroups<LAMBOptions>, options: LAMBOptions = {}) {
    super(...inGroups('LAMB', parameters, options, lamb));
  }
}
