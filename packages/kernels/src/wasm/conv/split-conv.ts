import { type ArrayView, elementCount } from '../../array-view.ts';
import type { ConvGeometry } from '../../kernels.ts';
import { partOfView, rangeOf } from '../split.ts';
import { imageOf } from './frame.ts';

/** Multiply-adds below which waking another thread costs more than it saves. */
const leastWork = 64 * 64 * 64;

export type ConvKind = 'forward' | 'gradInput' | 'gradWeight';
/** Two factors, and what they make, as `Kernels` has them. */
export type ConvViews = readonly [x: ArrayView, y: ArrayView, output: ArrayView];

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
 * A gradient of the weight is summed up over some of the images at a time, so that each thread sees
 * only its own. How many sums there are decides how the result is rounded: derive it from the images
 * alone, never from the threads. The shape of them all, [count, ...], or null where one will do.
 */
export function partialSums(
  kind: ConvKind,
  [images, , output]: ConvViews,
): readonly [number, ...number[]] | null {
  const count = Math.min(mostSums, Math.floor(images.shape[0]! / leastImages));
  return kind === 'gradWeight' && count >= 2 ? [count, ...output.shape] : null;
}

/** Whether more threads than one pay. */
export function isWorthSharing(kind: ConvKind, views: ConvViews): boolean {
  return workOf(kind, views) >= leastWork;
}

/** A convolution of its own, of a part of the views. */
export interface ConvPart {
  readonly views: ConvViews;
  readonly geometry: ConvGeometry;
}

/**
 * Splits a convolution, or a gradient of one, for threads by parts of its output, and a gradient of
 * the weight by its partial sums before that, where `sums` has place for them.
 */
export function splitConv(
  kind: ConvKind,
  views: ConvViews,
  geometry: ConvGeometry,
  threads: number,
  sums: ArrayView | null,
): readonly ConvPart[] {
  const { axes, byGroup } = splitFor(kind, views, geometry, threads);
  const length = byGroup ? geometry.groups : views[2].shape[axes[2]]!;
  const sumCount = sums?.shape[0] ?? 1;
  const parts = Math.max(1, Math.min(Math.ceil(threads / sumCount), length));
  return Array.from({ length: parts * sumCount }, (_, index) => {
    const range = rangeOf(length, parts, Math.floor(index / sumCount));
    const [x, y, output] = sums === null ? views : summands(views, sums, index % sumCount);
    const part = (view: ArrayView, axis: number | null): ArrayView => {
      if (axis === null) return view;
      const size = byGroup ? view.shape[axis]! / geometry.groups : 1;
      return partOfView(view, axis, { start: range.start * size, length: range.length * size });
    };
    const groups = byGroup ? range.length : geometry.groups;
    return {
      views: [part(x, axes[0]), part(y, axes[1]), part(output, axes[2])],
      geometry: { ...geometry, groups },
    };
  });
}

/** The images of one partial sum, and the sum. */
function summands([x, y]: ConvViews, sums: ArrayView, index: number): ConvViews {
  const images = rangeOf(x.shape[0]!, sums.shape[0]!, index);
  return [partOfView(x, 0, images), partOfView(y, 0, images), imageOf(sums, index)];
}

function splitFor(
  kind: ConvKind,
  [x]: ConvViews,
  { groups }: ConvGeometry,
  threads: number,
): Split {
  if (kind !== 'gradWeight' && x.shape[0]! >= threads) return byImage;
  return groups === 1 ? byChannel[kind] : byGroup[kind];
}

/** Multiply-adds: every weight meets every element of the output of its channel once an image. */
export function workOf(kind: ConvKind, [x, y, output]: ConvViews): number {
  const weight = kind === 'gradWeight' ? output : y;
  const imagesOut = { forward: output, gradInput: x, gradWeight: y }[kind];
  const [images = 0, , rows = 0, columns = 0] = imagesOut.shape;
  return images * rows * columns * elementCount(weight.shape);
}
