import { checkChoice, checkOptions } from '@plumbline/tensor';
import { checkNotNegative, checkPositive, checkShare, checkWhole } from './check-number.ts';
import { halfCosine, type Schedule } from './schedule.ts';

/** Options of `oneCycle`. */
export interface OneCycleOptions {
  /** Share of the steps in which the rate rises, from 0 to 1. Default 0.3. */
  readonly pctStart?: number;
  /** The first rate is `highest` / `divFactor`. Default 25. */
  readonly divFactor?: number;
  /** The last rate is the first / `finalDivFactor`. Default 1e4. */
  readonly finalDivFactor?: number;
  /** Along half a cosine or a line. Default 'cos'. */
  readonly anneal?: 'cos' | 'linear';
  /** Down to the first rate as fast as up, then to the last. Default false: down at once. */
  readonly threePhase?: boolean;
}

/**
 * Up to `highest` and down to nearly nothing in `steps` steps, then as the last of them (Smith and
 * Topin 2017, "Super-Convergence"). PyTorch's OneCycleLR; momentum stays as it is.
 *
 * RangeError for options out of their range, and for a three-phase cycle without a third phase.
 */
export function oneCycle(highest: number, steps: number, options: OneCycleOptions = {}): Schedule {
  checkOptions('oneCycle', options, [
    'pctStart',
    'divFactor',
    'finalDivFactor',
    'anneal',
    'threePhase',
  ]);
  const { pctStart = 0.3, divFactor = 25, finalDivFactor = 1e4 } = options;
  const { anneal = 'cos', threePhase = false } = options;
  checkNotNegative(highest, 'oneCycle');
  checkWhole(steps, 1, 'oneCycle: steps');
  checkShare(pctStart, 'pctStart');
  checkPositive(divFactor, 'divFactor');
  checkPositive(finalDivFactor, 'finalDivFactor');
  checkChoice('oneCycle: anneal', anneal, ['cos', 'linear']);
  if (threePhase && pctStart > 0.5) {
    throw new RangeError(
      `oneCycle: of three phases two take pctStart each, 0.5 at most, not ${pctStart}`,
    );
  }
  const first = highest / divFactor;
  const last = first / finalDivFactor;
  /** The step a phase ends at, and the rate there. */
  const ends: readonly (readonly [at: number, rate: number])[] = [
    [pctStart * steps - 1, highest],
    ...(threePhase ? [[2 * pctStart * steps - 2, first] as const] : []),
    [steps - 1, last],
  ];
  return (step) => {
    let [from, rate] = [0, first];
    for (const [at, next] of ends) {
      if (step <= at && at > from) {
        const done = (step - from) / (at - from);
        return anneal === 'cos' ? halfCosine(rate, next, done) : rate + (next - rate) * done;
      }
      [from, rate] = [Math.max(from, at), next];
    }
    return last;
  };
}
