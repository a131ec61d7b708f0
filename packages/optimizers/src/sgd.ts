import type { Parameter } from '@plumbline/autograd';
import { chain } from './gradient-transformation.ts';
import { Optimizer } from './optimizer.ts';
import { asSchedule, type Schedule } from './schedule.ts';
import { addDecayedWeights, scaleByLearningRate, trace } from './transformations.ts';

export interface SGDOptions {
  /** Learning rate, or a schedule of it. */
  readonly lr: number | Schedule;
  /** Default 0. */
  readonly momentum?: number;
  /** Default false. */
  readonly nesterov?: boolean;
  /** Default 0. */
  readonly dampening?: number;
  /** L2 regularization, added to the gradient. Default 0. */
  readonly weightDecay?: number;
}

/**
 * Stochastic gradient descent with PyTorch's momentum and weight decay. RangeError for a negative or
 * missing option, and for Nesterov momentum without momentum or with dampening.
 */
export class SGD extends Optimizer {
  readonly #schedule: Schedule;

  constructor(parameters: Iterable<Parameter>, options: SGDOptions) {
    const { lr, momentum = 0, nesterov = false, dampening = 0, weightDecay = 0 } = options;
    if (nesterov && (momentum === 0 || dampening !== 0)) {
      throw new RangeError('SGD: Nesterov momentum needs a momentum and no dampening');
    }
    super(
      parameters,
      chain(
        ...(weightDecay === 0 ? [] : [addDecayedWeights(weightDecay)]),
        ...(momentum === 0 ? [] : [trace({ momentum, nesterov, dampening })]),
        scaleByLearningRate(lr),
      ),
    );
    this.#schedule = asSchedule(lr, 'learning rate');
  }

  /** The learning rate of the next step. */
  get lr(): number {
    return this.#schedule(this.steps);
  }
}
