import { type Tensor, zerosLike } from '@plumbline/tensor';
import { checkDecay, checkNotNegative } from './check-number.ts';
import { type GradientTransformation, perParameter } from './gradient-transformation.ts';
import { asSchedule, type Schedule } from './schedule.ts';

export interface TraceOptions {
  /** Share of the old velocity that stays, from 0 up. */
  readonly momentum: number;
  /** Look ahead by one more step of the velocity (Sutskever et al. 2013). Default false. */
  readonly nesterov?: boolean;
  /** Share of a new gradient that is left out of the velocity. Default 0. */
  readonly dampening?: number;
}

/**
 * Momentum as PyTorch's SGD has it: v = momentum · v + (1 - dampening) · g; the first v is g. The
 * update is v, or g + momentum · v with `nesterov`.
 */
export function trace({
  momentum,
  nesterov = false,
  dampening = 0,
}: TraceOptions): GradientTransformation<readonly (Tensor | null)[]> {
  checkNotNegative(momentum, 'momentum');
  return perParameter<Tensor | null>({
    init: () => null,
    update(g, previous) {
      const fresh = dampening === 0 ? g : g.mul(1 - dampening);
      const velocity = previous === null ? g.alias() : previous.mul(momentum).add(fresh);
      return { update: nesterov ? g.add(velocity.mul(momentum)) : velocity, state: velocity };
    },
  });
}

/** What `scaleByAdam` remembers of a parameter. */
export interface AdamState {
  /** Gradients so far; a parameter that got none in a step is not counted on. */
  readonly count: number;
  /** The running mean of gradients, of the parameter's shape. */
  readonly mean: Tensor;
  /** The running mean of their squares. */
  readonly square: Tensor;
}

export interface AdamOptions {
  /** Decay of the running mean and of the running mean of squares. Default [0.9, 0.999]. */
  readonly betas?: readonly [number, number];
  /** Added to the root. Default 1e-8. */
  readonly eps?: number;
}

/** m̂ / (√v̂ + eps) (Kingma and Ba 2014, algorithm 1). */
export function scaleByAdam({
  betas: [beta1, beta2] = [0.9, 0.999],
  eps = 1e-8,
}: AdamOptions = {}): GradientTransformation<readonly AdamState[]> {
  checkDecay(beta1, 'betas[0]');
  checkDecay(beta2, 'betas[1]');
  checkNotNegative(eps, 'eps');
  return perParameter<AdamState>({
    init: (parameter) => ({ count: 0, mean: zerosLike(parameter), square: zerosLike(parameter) }),
    update(g, previous) {
      const count = previous.count + 1;
      const mean = previous.mean.mul(beta1).add(g.mul(1 - beta1));
      const square = previous.square.mul(beta2).add(g.square().mul(1 - beta2));
      // Both start at 0 and are too small by these factors until enough was seen (section 3).
      const [bias1, bias2] = [1 - beta1 ** count, 1 - beta2 ** count];
      const root = square.sqrt().div(Math.sqrt(bias2)).add(eps);
      return { update: mean.div(root).div(bias1), state: { count, mean, square } };
    },
  });
}

/**
 * Adds `weightDecay` times the parameter: before the rest of a chain it is L2 regularization, after
 * `scaleByAdam` it is decoupled decay (Loshchilov and Hutter 2017).
 */
export function addDecayedWeights(weightDecay: number): GradientTransformation<readonly null[]> {
  checkNotNegative(weightDecay, 'weightDecay');
  return perParameter<null>({
    init: () => null,
    update: (g, state, parameter) => ({ update: g.add(parameter.mul(weightDecay)), state }),
  });
}

/** Multiplies by minus the learning rate: the end of a chain. */
export function scaleByLearningRate(
  learningRate: number | Schedule,
): GradientTransformation<{ readonly count: number }> {
  const schedule = asSchedule(learningRate, 'learning rate');
  return {
    init: () => ({ count: 0 }),
    update(updates, { count }) {
      const rate = schedule(count);
      const scaled = updates.map((g) => (g === null ? null : g.mul(-rate)));
      return { updates: scaled, state: { count: count + 1 } };
    },
  };
}
