import type { Tensor } from '@plumbline/tensor';
import { checkOptions } from '@plumbline/tensor';
import { checkShare, checkWhole } from './check-number.ts';
import { type GradientTransformation, perParameter } from './gradient-transformation.ts';

/** Options of `lookahead`. */
export interface LookaheadOptions {
  /** Updates of a parameter before its slow weights follow. Default 5. */
  readonly k?: number;
  /** Share of the way that the slow weights go, from 0 to 1. Default 0.5. */
  readonly alpha?: number;
}

/** What `lookahead` remembers of a parameter. */
export interface LookaheadState {
  /** Updates since the slow weights moved, below k. */
  readonly count: number;
  /** The slow weights, of the parameter's shape. */
  readonly slow: Tensor;
}

/**
 * At the end of a chain, which moves the fast weights: at every k-th update of a parameter its slow
 * weights go a share `alpha` of the way to the fast ones, which go back there (Zhang et al. 2019).
 * RangeError for an option out of its range.
 */
export function lookahead(
  options: LookaheadOptions = {},
): GradientTransformation<readonly LookaheadState[]> {
  checkOptions('lookahead', options, ['k', 'alpha']);
  const { k = 5, alpha = 0.5 } = options;
  checkWhole(k, 1, 'k');
  checkShare(alpha, 'alpha');
  return perParameter<LookaheadState>({
    name: 'lookahead',
    init: (parameter) => ({ count: 0, slow: parameter.alias() }),
    update(update, { count, slow: previous }, parameter) {
      if (count + 1 < k) return { update, state: { count: count + 1, slow: previous } };
      const slow = previous.add(parameter.add(update).sub(previous).mul(alpha));
      return { update: slow.sub(parameter), state: { count: 0, slow } };
    },
  });
}
