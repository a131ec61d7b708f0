import type { Parameter } from '@plumbline/autograd';
import { chain } from './gradient-transformation.ts';
import { Optimizer } from './optimizer.ts';
import type { Schedule } from './schedule.ts';
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

/** Adam (Kingma and Ba 2014). */
export class Adam extends Optimizer {
  constructor(parameters: Iterable<Parameter>, options: AdamOptions = {}) {
    const { lr = 1e-3, weightDecay = 0, ...moments } = options;
    const decay = weightDecay === 0 ? [] : [addDecayedWeights(weightDecay)];
    super(parameters, chain(...decay, scaleByAdam(moments), scaleByLearningRate(lr)));
  }
}

/** Adam with decoupled weight decay (Loshchilov and Hutter 2017). */
export class AdamW extends Optimizer {
  constructor(parameters: Iterable<Parameter>, options: AdamOptions = {}) {
    const { lr = 1e-3, weightDecay = 1e-2, ...moments } = options;
    super(
      parameters,
      chain(scaleByAdam(moments), addDecayedWeights(weightDecay), scaleByLearningRate(lr)),
    );
  }
}
