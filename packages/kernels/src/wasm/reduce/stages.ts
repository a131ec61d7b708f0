import { elementCount } from '../../array-view.ts';

/** One pass: `[outer, reduced, inner]` becomes `[outer, inner]`. */
export interface Stage {
  readonly outer: number;
  readonly reduced: number;
  readonly inner: number;
}

/** Neighbouring axes that are all reduced or all kept. */
interface Group {
  size: number;
  readonly isReduced: boolean;
}

/** One pass for each reduced group of axes, the innermost first: it leaves the least to the others. */
export function stagesOf(shape: readonly number[], axes: readonly number[]): Stage[] {
  const stages: Stage[] = [];
  let rest = groupAxes(shape, axes);
  do {
    const last = rest.findLastIndex((group) => group.isReduced);
    // Nothing but axes of size 1 is reduced: sums of one element each.
    const [before, after] = last < 0 ? [rest, []] : [rest.slice(0, last), rest.slice(last + 1)];
    const outer = elementCount(before.map(({ size }) => size));
    const inner = elementCount(after.map(({ size }) => size));
    stages.push({ outer, reduced: rest[last]?.size ?? 1, inner });
    rest = [...before, ...after];
  } while (rest.some((group) => group.isReduced));
  return stages;
}

function groupAxes(shape: readonly number[], axes: readonly number[]): Group[] {
  const groups: Group[] = [];
  for (const [axis, size] of shape.entries()) {
    if (size === 1) continue;
    const isReduced = axes.includes(axis);
    const last = groups.at(-1);
    if (last?.isReduced === isReduced) last.size *= size;
    else groups.push({ size, isReduced });
  }
  return groups;
}
