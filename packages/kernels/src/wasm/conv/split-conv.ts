import { type ArrayView, contiguousStrides, elementCount } from '../../array-view.ts';
import type { ConvGeometry } from '../../kernels.ts';
import { solo, type Team } from '../../threads/team.ts';
import type { Scratch } from '../scratch.ts';
import { partOfView, rangeOf } from '../split.ts';
import { imageOf } from './frame.ts';

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

/** Images that a partial sum has at least, and how many sums there are at most. */
const [leastImages, mostSums] = [4, 4];

/**
 * Where a gradient of the weight is summed up: over some of the images at a time, so that each thread
 * sees only its own. How many sums there are decides how the result is rounded: derive it from the
 * images alone, never from the threads. A view of them all, [count, ...], or null where one will do.
 */
export function partialSums(images: ArrayView, output: ArrayView, room: Scratch): ArrayView | null {
  const count = Math.min(mostSums, Math.floor(images.shape[0]! / leastImages));
  if (count < 2) return null;
  const shape = [count, ...output.shape];
  const offset = room(elementCount(shape) * 4) / 4;
  return { ...output, offset, shape, strides: contiguousStrides(shape) };
}

/**
 * Splits a convolution, or a gradient of one, over threads by parts of its output, and a gradient of
 * the weight by its partial sums before that.
 */
export function splitConv(
  team: Team,
  kind: ConvKind,
  views: Views,
  geometry: ConvGeometry,
  convolve: Convolve,
  sums: ArrayView | null = null,
): void {
  const { axes, byGroup } = splitFor(kind, views, geometry, team.size);
  const length = byGroup ? geometry.groups : views[2].shape[axes[2]]!;
  const runners = workOf(kind, views) < leastWork ? solo : team;
  const sumCount = sums?.shape[0] ?? 1;
  const parts = Math.max(1, Math.min(Math.ceil(runners.size / sumCount), length));
  const convolvePart = (index: number) => {
    const range = rangeOf(length, parts, Math.floor(index / sumCount));
    const [x, y, output] = sums === null ? views : summands(views, sums, index % sumCount);
    const part = (view: ArrayView, axis: number | null): ArrayView => {
      if (axis === null) return view;
      const size = byGroup ? view.shape[axis]! / geometry.groups : 1;
      return partOfView(view, axis, { start: range.start * size, length: range.length * size });
    };
    const groups = byGroup ? range.length : geometry.groups;
    convolve(part(x, axes[0]), part(y, axes[1]), { ...geometry, groups }, part(output, axes[2]));
  };
  // Tables of what is where in an image are written by this thread.
  team.atOnce(() => runners.run(parts * sumCount, convolvePart));
}

/** The images of one partial sum, and the sum. */
function summands([x, y]: Views, sums: ArrayView, index: number): Views {
  const images = rangeOf(x.shape[0]!, sums.shape[0]!, index);
  return [partOfView(x, 0, images), partOfView(y, 0, images), imageOf(sums, index)];
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
