import { type ArrayView, elementCount } from '../../array-view.ts';
import type { ConvGeometry } from '../../kernels.ts';
import type { Team } from '../../threads/team.ts';
import { partOfView, rangeOf } from '../split.ts';

/** Multiply-adds below which waking another thread costs more than it saves. */
const leastWork = 64 * 64 * 64;

export type ConvKind = 'forward' | 'gradInput' | 'gradWeight';
/** Two factors, and what they make, as `Kernels` has them. */
type Views = readonly [x: ArrayView, y: ArrayView, output: ArrayView];
type Convolve = (x: ArrayView, y: ArrayView, geometry: ConvGeometry, output: ArrayView) => void;

/** The axis of each view that parts divide (null: every part sees all of it). */
interface Split {
  readonly axes: readonly [x: number | null, y: number | null, output: number];
  /** Parts are whole groups of channels. */
  readonly byGroup: boolean;
}

const byImage: Split = { axes: [0, null, 0], byGroup: false };
/** By the channels that a view has one part of for each part of the output. */
const byChannel: Readonly<Record<ConvKind, Split>> = {
  forward: { axes: [null, 0, 1], byGroup: false },
  gradInput: { axes: [null, 1, 1], byGroup: false },
  gradWeight: { axes: [null, 1, 0], byGroup: false },
};
const byGroup: Readonly<Record<ConvKind, Split>> = {
  forward: { axes: [1, 0, 1], byGroup: true },
  gradInput: { axes: [1, 0, 1], byGroup: true },
  gradWeight: { axes: [1, 1, 0], byGroup: true },
};

/** Splits a convolution, or a gradient of one, over threads by parts of its output. */
export function splitConv(
  team: Team,
  kind: ConvKind,
  views: Views,
  geometry: ConvGeometry,
  convolve: Convolve,
): void {
  const { axes, byGroup } = splitFor(kind, views, geometry, team.size);
  const [x, y, output] = views;
  const length = byGroup ? geometry.groups : output.shape[axes[2]]!;
  const isSmall = workOf(kind, views) < leastWork;
  const parts = isSmall ? 1 : Math.max(1, Math.min(team.size, length));
  team.run(parts, (index) => {
    const range = rangeOf(length, parts, index);
    const part = (view: ArrayView, axis: number | null): ArrayView => {
      if (axis === null) return view;
      const size = byGroup ? view.shape[axis]! / geometry.groups : 1;
      return partOfView(view, axis, { start: range.start * size, length: range.length * size });
    };
    const groups = byGroup ? range.length : geometry.groups;
    convolve(part(x, axes[0]), part(y, axes[1]), { ...geometry, groups }, part(output, axes[2]));
  });
}

function splitFor(kind: ConvKind, [x]: Views, { groups }: ConvGeometry, threads: number): Split {
  if (kind !== 'gradWeight' && x.shape[0]! >= threads) return byImage;
  return groups === 1 ? byChannel[kind] : byGroup[kind];
}

/** Multiply-adds: every weight meets every element of the output of its channel once an image. */
function workOf(kind: ConvKind, [x, y, output]: Views): number {
  const weight = kind === 'gradWeight' ? output : y;
  const imagesOut = { forward: output, gradInput: x, gradWeight: y }[kind];
  const [images = 0, , rows = 0, columns = 0] = imagesOut.shape;
  return images * rows * columns * elementCount(weight.shape);
}
