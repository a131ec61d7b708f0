import type { FeatureMode } from '../assembler/feature-mode.ts';
import { type Floats, floats, type Ints, ints } from '../assembler/lanes.ts';

/** One lane a window: the values that its elements fold into (positions as the bits of floats). */
export type Folded = readonly Floats[];

/** How the elements of a window become one. The order must not matter: rows go first, then columns. */
export interface Fold {
  /** What changes nothing: it stands where the window leaves the image. */
  readonly identity: (mode: FeatureMode) => Folded;
  /** An element of the image at these positions (row * width + column). */
  readonly element: (value: Floats, position: () => Ints) => Folded;
  /** Both sides are locals. */
  readonly combine: (x: Folded, y: Folded) => Folded;
  /** What is written of a whole window of `count` elements. */
  readonly result: (folded: Folded, count: number) => Floats;
}

const lowest = Number.NEGATIVE_INFINITY;
const noPosition = 0x7fffffff;

export const folds = {
  max: {
    identity: (mode) => [floats(mode, lowest)],
    element: (value) => [value],
    combine: ([x], [y]) => [x!.max(y!)],
    result: ([value]) => value!,
  },
  /** The position of the first of the largest or, if there is one, of NaN. */
  maxIndex: {
    identity: (mode) => [floats(mode, lowest), ints(mode, noPosition).floatBits()],
    element: (value, position) => [value, position().floatBits()],
    combine: ([x, xPosition], [y, yPosition]) => {
      const [a, b] = [x!, y!];
      const isHigher = b.gt(a).or(b.ne(b).and(a.eq(a)));
      const isEqual = b.eq(a).or(b.ne(b).and(a.ne(a)));
      const isEarlier = yPosition!.bits().lt(xPosition!.bits());
      const takesY = isHigher.or(isEqual.and(isEarlier));
      return [takesY.select(b, a), takesY.select(yPosition!, xPosition!)];
    },
    result: ([, position]) => position!,
  },
  mean: {
    identity: (mode) => [floats(mode, 0)],
    element: (value) => [value],
    combine: ([x], [y]) => [x!.add(y!)],
    result: ([sum], count) => sum!.div(count),
  },
} as const satisfies Record<string, Fold>;
