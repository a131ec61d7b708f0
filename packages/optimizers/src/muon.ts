import type { Tensor } from '@plumbline/tensor';
import { checkOptions } from '@plumbline/tensor';
import { type AdamOptions, adamw } from './adam.ts';
import { addDecayedWeights } from './add-decayed-weights.ts';
import { chain } from './chain.ts';
import type { GradientTransformation } from './gradient-transformation.ts';
import type { LearningRate } from './learning-rate.ts';
import { orthogonalize } from './newton-schulz.ts';
import { Optimizer } from './optimizer.ts';
import { inGroups, type ParametersOrGroups } from './parameter-group.ts';
import { partition } from './partition.ts';
import { scaleByLearningRate } from './scale-by-learning-rate.ts';
import { trace } from './trace.ts';

/** Options of `Muon`. */
export interface MuonOptions {
  /** Of the matrices. Default 0.02. */
  readonly lr?: LearningRate;
  /** Default 0.95. */
  readonly momentum?: number;
  /** Default true. */
  readonly nesterov?: boolean;
  /** Decoupled decay of the matrices. Default 0. */
  readonly weightDecay?: number;
  /** Rounds of Newton-Schulz. Default 5. */
  readonly nsSteps?: number;
  /**
   * Which parameters are orthogonalized. Default: those of rank 2. `({ rank }) => rank > 1` has
   * kernels of convolutions too, as matrices [O, I · KH · KW]; embeddings and the last layer are
   * better left to AdamW.
   */
  readonly isHidden?: (parameter: Tensor) => boolean;
  /** For all others. Default: `lr` 3e-4, `betas` [0.9, 0.95], `eps` 1e-10, `weightDecay` 0. */
  readonly adamw?: AdamOptions;
}

/** The chains of `Muon`. RangeErrors as there. */
export function muon(options: MuonOptions = {}): GradientTransformation {
  checkOptions('Muon', options, [
    'lr',
    'momentum',
    'nesterov',
    'weightDecay',
    'nsSteps',
    'isHidden',
    'adamw',
  ]);
  const { lr = 0.02, momentum = 0.95, nesterov = true, weightDecay = 0, nsSteps = 5 } = options;
  const { isHidden = ({ rank }) => rank === 2, adamw: others } = options;
  return partition(
    {
      muon: chain(
        trace({ momentum, nesterov }),
        orthogonalize({ steps: nsSteps }),
        addDecayedWeights(weightDecay),
        scaleByLearningRate(lr),
      ),
      adamw: adamw({ lr: 3e-4, betas: [0.9, 0.95], eps: 1e-10, weightDecay: 0, ...others }),
    },
    (parameter) => (isHidden(parameter) ? 'muon' : 'adamw'),
  );
}

/**
 * Muon (Jordan 2024): momentum, orthogonalized, for matrices; AdamW for all else. `lrs` has the
 * rates of both. RangeErrors as `Adam`.
 */
export class Muon extends Optimizer {
  constructor(parameters: ParametersOrGroups<MuonOptions>, options: MuonOptions = {}) {
    super(...inGroups('Muon', parameters, options, muon));
  }
}
