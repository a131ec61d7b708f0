import type { Parameter } from '@plumbline/autograd';
import { checkOptions } from '@plumbline/tensor';
import { addDecayedWeights } from './add-decayed-weights.ts';
import { chain } from './chain.ts';
import type { GradientTransformation } from './gradient-transformation.ts';
import type { LearningRate } from './learning-rate.ts';
import { Optimizer } from './optimizer.ts';
import { inGroups, type ParameterGroup, type ParametersOrGroups } from './parameter-group.ts';
import { scaleByLearningRate } from './scale-by-learning-rate.ts';
import { trace } from './trace.ts';

/** Options of `SGD`. */
export interface SGDOptions {
  /** A number from 0 up, a schedule, or what follows a metric. There is no default. */
  readonly lr: LearningRate;
  /** Share of the old velocity that stays, from 0 to 1. Default 0. */
  readonly momentum?: number;
  /** Default false. */
  readonly nesterov?: boolean;
  /** Share of a new gradient that is left out of the velocity, from 0 to 1. Default 0. */
  readonly dampening?: number;
  /** L2 regularization, added to the gradient. Default 0. */
  readonly weightDecay?: number;
}

/** The chain of `SGD`. RangeErrors as there. */
export function sgd(options: SGDOptions): GradientTransformation {
  checkOptions('SGD', options, ['lr', 'momentum', 'nesterov', 'dampening', 'weightDecay']);
  const { lr, momentum = 0, nesterov = false, dampening = 0, weightDecay = 0 } = options;
  if (nesterov && (momentum === 0 || dampening !== 0)) {
    throw new RangeError('SGD: Nesterov momentum needs a momentum and no dampening');
  }
  return chain(
    addDecayedWeights(weightDecay),
    ...(momentum === 0 ? [] : [trace({ momentum, nesterov, dampening })]),
    scaleByLearningRate(lr),
  );
}

/**
 * Stochastic gradient descent with PyTorch's momentum and weight decay, for parameters or groups
 * with options of their own. RangeError for an option out of its range or a missing rate, and for
 * Nesterov momentum without momentum or with dampening; TypeError for an option that it doesn't have.
 */
export class SGD extends Optimizer {
  constructor(parameters: Iterable<Parameter>, options: SGDOptions);
  constructor(groups: Iterable<ParameterGroup<SGDOptions>>, options?: Partial<SGDOptions>);
  constructor(
    parameters: ParametersOrGroups<Partial<SGDOptions>>,
    options: Partial<SGDOptions> = {},
  ) {
    super(
      ...inGroups('SGD', parameters, options, ({ lr, ...others }) => {
        if (lr === undefined) throw new RangeError('SGD: a parameter group has no lr');
        return sgd({ lr, ...others });
      }),
    );
  }
}
