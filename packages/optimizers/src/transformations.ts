import { type Tensor, zerosLike } from '@plumbline/tensor';
import { type GradientTransformation, stateless, type Update } from './gradient-transformation.ts';
import { asSchedule, type Schedule } from './schedule.ts';

/** Applies `change` to the updates there are. */
function each(
  updates: readonly Update[],
  change: (g: Tensor, position: number) => Tensor,
): Update[] {
  return updates.map((g, position) => (g === null ? null : change(g, position)));
}

function at(tensors: readonly Tensor[], position: number): Tensor {
  const found = tensors[position];
  if (found === undefined)
    throw new RangeError(`an update for parameter ${position}, which has no state`);
  return found;
}

export interface TraceOptions {
  /** Share of the old velocity that stays, 0 to 1. */
  readonly momentum: number;
  /** Look ahead by one more step of the velocity (Sutskever et al. 2013). Default false. */
  readonly nesterov?: boolean;
  /** Share of a new gradient that is left out of the velocity. Default 0. */
  readonly dampening?: number;
}

/**
 * Momentum as PyTorch's SGD has it: v = momentum · v + (1 - dampening) · g; the first v is g.
 */
export function trace({
  momentum,
  nesterov = false,
  dampening = 0,
}: TraceOptions): GradientTransformation<readonly Update[]> {
  return {
    init: (parameters) => parameters.map(() => null),
    update(updates, velocities) {
      const state = updates.map((g, i) => {
        const v = velocities[i] ?? null;
        if (g === null) return v;
        return v === null ? g.clone() : v.mul(momentum).add(g.mul(1 - dampening));
      });
      const moved = each(updates, (g, i) => {
        const v = state[i] ?? g;
        return nesterov ? g.add(v.mul(momentum)) : v;
      });
      return { updates: moved, state };
    },
  };
}

export interface AdamState {
  readonly count: number;
  readonly mean: readonly Tensor[];
  readonly square: readonly Tensor[];
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
}: AdamOptions = {}): GradientTransformation<AdamState> {
  return {
    init: (parameters) => ({
      count: 0,
      mean: parameters.map(zerosLike),
      square: parameters.map(zerosLike),
    }),
    update(updates, state) {
      const count = state.count + 1;
      const decayed = (old: readonly Tensor[], beta: number, sample: (g: Tensor) => Tensor) =>
        old.map((x, i) => {
          const g = updates[i] ?? null;
          return g === null ? x : x.mul(beta).add(sample(g).mul(1 - beta));
        });
      const mean = decayed(state.mean, beta1, (g) => g);
      const square = decayed(state.square, beta2, (g) => g.square());
      const [bias1, bias2] = [1 - beta1 ** count, Math.sqrt(1 - beta2 ** count)];
      const scaled = each(updates, (_, i) =>
        at(mean, i).div(at(square, i).sqrt().div(bias2).add(eps)).div(bias1),
      );
      return { updates: scaled, state: { count, mean, square } };
    },
  };
}

/**
 * Adds `weightDecay` times the parameter: before the rest of a chain it is L2 regularization, after
 * `scaleByAdam` it is decoupled decay (Loshchilov and Hutter 2017).
 */
export function addDecayedWeights(weightDecay: number): GradientTransformation<null> {
  return stateless((updates, parameters) =>
    each(updates, (g, i) => g.add(at(parameters, i).mul(weightDecay))),
  );
}

/** Multiplies by minus the learning rate: the end of a chain. */
export function scaleByLearningRate(
  learningRate: number | Schedule,
): GradientTransformation<{ readonly count: number }> {
  const schedule = asSchedule(learningRate, 'learning rate');
  return {
    init: () => ({ count: 0 }),
    update: (updates, { count }) => ({
      updates: each(updates, (g) => g.mul(-schedule(count))),
      state: { count: count + 1 },
    }),
  };
}
