import { checkOptions, type Tensor, zerosLike } from '@plumbline/tensor';
import { checkShare } from './check-number.ts';
import { type GradientTransformation, perParameter } from './gradient-transformation.ts';

/** Options of `trace`. */
export interface TraceOptions {
  /** Share of the old velocity that stays, from 0 to 1. */
  readonly momentum: number;
  /** Look ahead by one more step of the velocity (Sutskever et al. 2013). Default false. */
  readonly nesterov?: boolean;
  /** Share of a new gradient that is left out of the velocity, from 0 to 1. Default 0. */
  readonly dampening?: number;
}

/** What `trace` remembers of a parameter. */
export interface TraceState {
  /** Gradients so far. */
  readonly count: number;
  /** Of the parameter's shape. */
  readonly velocity: Tensor;
}

/**
 * Momentum as PyTorch's SGD has it: v = momentum · v + (1 - dampening) · g; the first v is g. The
 * update is v, or g + momentum · v with `nesterov`.
 */
export function trace(options: TraceOptions): GradientTransformation<readonly TraceState[]> {
  checkOptions('trace', options, ['momentum', 'nesterov', 'dampening']);
  const { momentum, nesterov = false, dampening = 0 } = options;
  checkShare(momentum, 'momentum');
  checkShare(dampening, 'dampening');
  return perParameter<TraceState>({
    name: 'trace',
    init: (parameter) => ({ count: 0, velocity: zerosLike(parameter) }),
    update(g, { count, velocity: previous }) {
      const fresh = dampening === 0 ? g : g.mul(1 - dampening);
      const velocity = count === 0 ? g.alias() : previous.mul(momentum).add(fresh);
      const update = nesterov ? g.add(velocity.mul(momentum)) : velocity;
      return { update, state: { count: count + 1, velocity } };
    },
  });
}
