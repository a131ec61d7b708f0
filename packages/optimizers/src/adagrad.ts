import { checkOptions, full, type Tensor } from '@plumbline/tensor';
import { addDecayedWeights } from './add-decayed-weights.ts';
import { chain } from './chain.ts';
import { checkNotNegative } from './check-number.ts';
import { type GradientTransformation, perParameter } from './gradient-transformation.ts';
import type { LearningRate } from './learning-rate.ts';
import { Optimizer } from './optimizer.ts';
import { inGroups, type ParametersOrGroups } from './parameter-group.ts';
import { scaleByLearningRate } from './scale-by-learning-rate.ts';

/** Options of `scaleByAdagrad`. */
export interface ScaleByAdagradOptions {
  /** The update is divided by 1 + lrDecay · t, t a parameter's steps from 0. Default 0. */
  readonly lrDecay?: number;
  /** What the sum of squares starts with. Default 0. */
  readonly initialAccumulatorValue?: number;
  /** Added to the root. Default 1e-10. */
  readonly eps?: number;
}

/** What `scaleByAdagrad` remembers of a parameter. */
export interface AdagradState {
  /** Gradients so far. */
  readonly count: number;
  /** The sum of their squares, of the parameter's shape. */
  readonly sum: Tensor;
}

/** g / (√(Σ g²) + eps) (Duchi et al. 2011, figure 1, diagonal matrices). */
export function scaleByAdagrad(
  options: ScaleByAdagradOptions = {},
): GradientTransformation<readonly AdagradState[]> {
  checkOptions('scaleByAdagrad', options, ['lrDecay', 'initialAccumulatorValue', 'eps']);
  const { lrDecay = 0, initialAccumulatorValue = 0, eps = 1e-10 } = options;
  checkNotNegative(lrDecay, 'lrDecay');
  checkNotNegative(initialAccumulatorValue, 'initialAccumulatorValue');
  checkNotNegative(eps, 'eps');
  return perParameter<AdagradState>({
    name: 'adagrad',
    init: ({ shape, dtype }) => ({
      count: 0,
      sum: full(shape, initialAccumulatorValue, { dtype }),
    }),
    update(g, { count, sum: previous }) {
      const sum = previous.add(g.square());
      const update = g.div(sum.sqrt().add(eps)).div(1 + count * lrDecay);
      return { update, state: { count: count + 1, sum } };
    },
  });
}

/** Options of `Adagrad`. */
export interface AdagradOptions extends ScaleByAdagradOptions {
  /** Default 1e-2. */
  readonly lr?: LearningRate;
  /** L2 regularization, added to the gradient. Default 0. */
  readonly weightDecay?: number;
}

/** The chain of `Adagrad`. RangeErrors as there. */
export function adagrad(options: AdagradOptions = {}): GradientTransformation {
  checkOptions('Adagrad', options, [
    'lr',
    'weightDecay',
    'lrDecay',
    'initialAccumulatorValue',
    'eps',
  ]);
  const { lr = 1e-2, weightDecay = 0, ...sums } = options;
  return chain(addDecayedWeights(weightDecay), scaleByAdagrad(sums), scaleByLearningRate(lr));
}

/** Adagrad as PyTorch has it. RangeError for an option out of its range. */
export class Adagrad extends Optimizer {
  constructor(parameters: ParametersOrGroups<AdagradOptions>, options: AdagradOptions = {}) {
    super(...inGroups('Adagrad', parameters, options, adagrad));
  }
}
