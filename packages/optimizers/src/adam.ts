import type { Parameter } from '@plumbline/autograd';
import { chain, type GradientTransformation } from './gradient-transformation.ts';
import { Optimizer } from './optimizer.ts';
import { asSchedule, type Schedule } from './schedule.ts';
import {
  addDecayedWeights,
  type AdamOptions as Moments,
  scaleByAdam,
  scaleByLearningRate,
} from './transformations.ts';

export interface AdamOptions extends Moments {
  /** Learning rate, or a schedule of it. Default 1e-3. */
  readonly lr?: number | Schedule;
  /** Adam: L2 regularization, default 0. AdamW: decoupled decay, default 1e-2. */
  readonly weightDecay?: number;
}

/** Adam (Kingma and Ba 2014) as PyTorch has it. RangeError for an option out of its range. */
export class Adam extends Optimizer {
  readonly #schedule: Schedule;

  constructor(parameters: Iterable<Parameter>, options: AdamOptions = {}) {
    const { lr = 1e-3, weightDecay = 0, ...moments } = options;
    const decay: GradientTransformation[] =
      weightDecay === 0 ? [] : [addDecayedWeights(weightDecay)];
    super(parameters, chain(...decay, scaleByAdam(moments), scaleByLearningRate(lr)));
    this.#schedule = asSchedule(lr, 'learning rate');
  }

  /** The learning rate of the next step. */
  get lr(): number {
    return this.#schedule(this.steps);
  }
}

/** Adam with decoupled weight decay (Loshchilov and Hutter 2017). RangeErrors as `Adam`. */
export class AdamW extends Optimizer {
  readonly #schedule: Schedule;

  constructor(parameters: Iterable<Parameter>, options: AdamOptions = {}) {
    const { lr = 1e-3, weightDecay = 1e-2, ...moments } = options;
    super(
      parameters,
      chain(scaleByAdam(moments), addDecayedWeights(weightDecay), scaleByLearningRate(lr)),
    );
    this.#schedule = asSchedule(lr, 'learning rate');
  }

  /** The learning rate of the next step. */
  get lr(): number {
    return this.#schedule(this.steps);
  }
}
