import { checkNotNegative } from './check-number.ts';
import { type GradientTransformation, perParameter, stateless } from './gradient-transformation.ts';

/**
 * Adds `weightDecay` times the parameter: before the rest of a chain it is L2 regularization, after
 * `scaleByAdam` it is decoupled decay (Loshchilov and Hutter 2017). With 0 it costs nothing.
 */
export function addDecayedWeights(weightDecay: number): GradientTransformation<unknown> {
  checkNotNegative(weightDecay, 'weightDecay');
  if (weightDecay === 0) return stateless((updates) => updates);
  return perParameter<null>({
    init: () => null,
    update: (g, state, parameter) => ({ update: g.add(parameter.mul(weightDecay)), state }),
  });
}
