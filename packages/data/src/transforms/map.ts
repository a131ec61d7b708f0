import { type Generator, stack, type Tensor } from '@plumbline/tensor';
import type { Transform } from './transform.ts';

/** One example of a batch, without the batch's axis. */
export type Example = [x: Tensor, y: Tensor];

/**
 * Changes each example by itself, [...] and not [B, ...], in their order; all results have one
 * shape. What can be said of a whole batch at once is faster as a `Transform` of its own.
 */
export function map(change: (example: Example, random: Generator) => Example): Transform {
  return ([x, y], random) => {
    const changed = Array.from({ length: x.shape[0] ?? 0 }, (_, i) =>
      change([x.at(i), y.at(i)], random),
    );
    return [stack(changed.map(([x]) => x)), stack(changed.map(([, y]) => y))];
  };
}
