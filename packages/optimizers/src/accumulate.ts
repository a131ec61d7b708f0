import { scope, type Tensor, zerosLike } from '@plumbline/tensor';
import { checkWhole } from './check-number.ts';
import type { GradientTransformation, Update } from './gradient-transformation.ts';
import { ofParts } from './parts.ts';

/** What `accumulate` remembers: gradients so far, and the inner transformation's state. */
export interface AccumulateState {
  /** Calls since `inner` was last asked, from 0 up to but without `every`. */
  readonly count: number;
  /** Of each parameter, in order. */
  readonly sums: readonly {
    /** How many of these calls had a gradient for the parameter. */
    readonly seen: number;
    /** The sum of these; of no meaning while `seen` is 0. */
    readonly sum: Tensor;
  }[];
  /** The state of the transformation within. */
  readonly inner: unknown;
}

/**
 * Asks `inner` at every `every`-th call only, with the mean of the gradients since; parameters stay
 * as they are in between (optax's `MultiSteps`). Where the loss is a mean, `every` batches of n
 * samples are one of `every` · n. A gradient that is missing counts as 0; one that is missing in
 * all calls stays missing. RangeError unless `every` is a whole number from 1 up.
 */
export function accumulate(
  every: number,
  inner: GradientTransformation,
): GradientTransformation<AccumulateState> {
  checkWhole(every, 1, 'accumulate');
  return {
    name: 'accumulate',
    init: (parameters) => ({
      count: 0,
      sums: parameters.map((parameter) => ({ seen: 0, sum: zerosLike(parameter) })),
      inner: inner.init(parameters),
    }),
    update(updates, state, parameters) {
      const count = state.count + 1;
      const sums = state.sums.map(({ seen, sum }, i) => {
        const update = updates[i] ?? null;
        if (update === null) return { seen, sum };
        return { seen: seen + 1, sum: seen === 0 ? update.alias() : sum.add(update) };
      });
      if (count < every) {
        return { updates: updates.map(() => null), state: { count, sums, inner: state.inner } };
      }
      const means = sums.map(({ seen, sum }): Update => (seen === 0 ? null : sum.div(every)));
      const step = scope(() => inner.update(means, state.inner, parameters));
      const emptied = sums.map(({ sum }) => ({ seen: 0, sum }));
      return { updates: step.updates, state: { count: 0, sums: emptied, inner: step.state } };
    },
    ...ofParts<AccumulateState & Readonly<Record<string, unknown>>>([['inner', inner]]),
  };
}
