import { checkOptions, type Tensor, zerosLike } from '@plumbline/tensor';
import { addDecayedWeights } from './add-decayed-weights.ts';
import { chain } from './chain.ts';
import { checkDecay } from './check-number.ts';
import { type GradientTransformation, perParameter } from './gradient-transformation.ts';
import type { LearningRate } from './learning-rate.ts';
import { Optimizer } from './optimizer.ts';
import { inGroups, type ParametersOrGroups } from './parameter-group.ts';
import { scaleByLearningRate } from './scale-by-learning-rate.ts';

/** Options of `scaleByLion`. */
export interface ScaleByLionOptions {
  /** Share of the mean in the update, and of the old mean in the new one. Default [0.9, 0.99]. */
  readonly betas?: readonly [number, number];
}

/** sign(β₁ m + (1 - β₁) g), then m = β₂ m + (1 - β₂) g (Chen et al. 2023). */
export function scaleByLion(
  options: ScaleByLionOptions = {},
): GradientTransformation<readonly { readonly mean: Tensor }[]> {
  checkOptions('scaleByLion', options, ['betas']);
  const { betas: [beta1, beta2] = [0.9, 0.99] } = options;
  checkDecay(beta1, 'betas[0]');
  checkDecay(beta2, 'betas[1]');
  return perParameter({
    name: 'lion',
    init: (parameter) => ({ mean: zerosLike(parameter) }),
    update(g, { mean }) {
      const interpolated = mean.mul(beta1).add(g.mul(1 - beta1));
      return {
        update: interpolated.sign(),
        state: { mean: mean.mul(beta2).add(g.mul(1 - beta2)) },
      };
    },
  });
}

/** Options of `Lion`. */
export interface LionOptions extends ScaleByLionOptions {
  /** Default 1e-4: every element moves by this much, so take a third to a tenth of AdamW's. */
  readonly lr?: LearningRate;
  /** Decoupled decay; take three to ten times AdamW's. Default 0. */
  readonly weightDecay?: number;
}

/** The chain of `Lion`. RangeErrors as there. */
export function lion(options: LionOptions = {}): GradientTransformation {
  checkOptions('Lion', options, ['lr', 'weightDecay', 'betas']);
  const { lr = 1e-4, weightDecay = 0, ...betas } = options;
  return chain(scaleByLion(betas), addDecayedWeights(weightDecay), scaleByLearningRate(lr));
}

/** Lion (Chen et al. 2023, "Symbolic Discovery of Optimization Algorithms"). RangeErrors as `Adam`. */
export class Lion extends Optimizer {
  constructor(parameters: ParametersOrGroups<LionOptions>, options: LionOptions = {}) {
    super(...inGroups('Lion', parameters, options, lion));
  }
}
