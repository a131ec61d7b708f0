import { tensor } from './creation.ts';
import { unobserved } from './dispatch.ts';
import { broadcastShapes, formatShape, sameShape } from './shape.ts';
import type { SliceRange } from './slice-range.ts';
import type { Tensor } from './tensor.ts';
import { where } from './where.ts';

/** What `at` takes of an axis: one element, a range, those an int32 tensor names, those of a mask. */
export type Index = number | SliceRange | Tensor;

/** An axis of the sliced tensor, and the int32 tensor that picks from it. */
interface Pick {
  readonly axis: number;
  readonly index: Tensor;
  /** None is negative or out of range. */
  readonly isFromMask: boolean;
}

/** Numbers and ranges are taken first (PyTorch's order), then all tensors at once. */
export function at(x: Tensor, indices: readonly Index[], op = 'at'): Tensor {
  const covered = indices.reduce<number>((axes, index) => axes + axesOf(index), 0);
  if (covered > x.rank) {
    throw new RangeError(
      `${op}: indices for ${covered} axes, but the shape is ${formatShape(x.shape)}`,
    );
  }
  const ranges: SliceRange[] = [];
  const dropped: number[] = [];
  const picks: Pick[] = [];
  for (const index of indices) {
    const axis = ranges.length;
    if (typeof index === 'number') {
      ranges.push(oneElement(x, axis, index, op));
      dropped.push(axis);
    } else if (isTensor(index)) {
      const named = namedBy(x, axis, index, op);
      for (const [i, positions] of named.entries()) {
        const isFromMask = index.dtype === 'bool';
        picks.push({ axis: axis - dropped.length + i, index: positions, isFromMask });
        ranges.push(null);
      }
    } else ranges.push(index);
  }
  const window = ranges.every((range) => range === null) ? x : x.slice(...ranges);
  const kept = window.shape.filter((_, axis) => !dropped.includes(axis));
  const sliced = dropped.length === 0 ? window : window.reshape(kept);
  if (picks.length > 0) return picked(sliced, picks, op);
  return sliced === x ? x.alias() : sliced;
}

function isTensor(index: Exclude<Index, number>): index is Tensor {
  return index !== null && !Array.isArray(index);
}

/** How many axes an index stands for. */
function axesOf(index: Index): number {
  return typeof index !== 'number' && isTensor(index) && index.dtype === 'bool' ? index.rank : 1;
}

function oneElement({ shape }: Tensor, axis: number, index: number, op: string): SliceRange {
  const size = shape[axis] ?? 0;
  const position = index < 0 ? index + size : index;
  if (!Number.isInteger(index) || position < 0 || position >= size) {
    throw new RangeError(`${op}: index ${index} is out of range for axis ${axis} of size ${size}`);
  }
  return [position, position + 1];
}

/** The int32 indices that a tensor stands for: itself, or one for each axis of a mask. */
function namedBy(x: Tensor, axis: number, index: Tensor, op: string): Tensor[] {
  if (index.dtype === 'int32') return [index];
  if (index.dtype !== 'bool') {
    throw new TypeError(
      `${op}: an index is int32 or bool, got ${index.dtype}; use .to('int32') or a comparison`,
    );
  }
  const covered = x.shape.slice(axis, axis + index.rank);
  if (index.rank === 0 || !sameShape(covered, index.shape)) {
    throw new RangeError(
      `${op}: a mask of shape ${formatShape(index.shape)} does not fit axis ${axis} and on of ` +
        formatShape(x.shape),
    );
  }
  return positionsOf(index).map((positions) => tensor(positions));
}

/** The indices of all elements other than 0, axis by axis. */
function positionsOf(mask: Tensor): Int32Array[] {
  const elements = mask.dataSync();
  let count = 0;
  for (let i = 0; i < elements.length; i++) if (elements[i] !== 0) count++;
  const found = new Int32Array(count);
  for (let i = 0, next = 0; next < count; i++) if (elements[i] !== 0) found[next++] = i;
  let stride = mask.size;
  return mask.shape.map((size) => {
    stride /= size;
    return found.map((i) => Math.floor(i / stride) % size);
  });
}

export function nonzero(x: Tensor): Tensor {
  const positions = positionsOf(x);
  const count = positions[0]?.length ?? Number(x.rank === 0 && x.item() !== 0);
  const rows = new Int32Array(count * x.rank);
  for (const [axis, own] of positions.entries()) {
    for (let i = 0; i < count; i++) rows[i * x.rank + axis] = own[i]!;
  }
  return tensor(rows, { shape: [count, x.rank] });
}

/** The picks as one pick from the axes that they are on, brought to the front as one. */
function picked(x: Tensor, picks: readonly Pick[], op: string): Tensor {
  const axes = picks.map(({ axis }) => axis);
  const others = [...x.shape.keys()].filter((axis) => !axes.includes(axis));
  const sizes = axes.map((axis) => x.shape[axis]!);
  const shape = broadcastShapes(
    picks.map(({ index }) => index.shape),
    op,
  );
  const index = unobserved(() => rowMajorIndex(picks, sizes).expand(shape).flatten());
  const turned = x.permute([...axes, ...others]);
  const front = axes.length === 1 ? turned : turned.flatten(0, axes.length - 1);
  const result = select(front, index, sizes, op).reshape([
    ...shape,
    ...others.map((axis) => x.shape[axis]!),
  ]);
  // As in NumPy the picked axes stay in their place if they are neighbours, else they lead.
  const [first = 0] = axes;
  const areNeighbours = axes.every((axis, i) => axis === first + i);
  if (!areNeighbours || first === 0) return result;
  const [own, rest] = [[...shape.keys()], others.map((_, i) => shape.length + i)];
  return result.permute([...rest.slice(0, first), ...own, ...rest.slice(first)]);
}

/** Where the picks are, in row-major order of their axes; past the end where one is out of range. */
function rowMajorIndex(picks: readonly Pick[], sizes: readonly number[]): Tensor {
  const rowMajor = (indices: readonly Tensor[]) =>
    indices.reduce((sum, next, i) => sum.mul(sizes[i]!).add(next));
  if (picks.every(({ isFromMask }) => isFromMask)) return rowMajor(picks.map(({ index }) => index));
  const beyond = sizes.reduce((product, size) => product * size, 1);
  const parts = picks.map(({ index }, i) => {
    const size = sizes[i]!;
    const isInside = index.ge(-size).logicalAnd(index.lt(size));
    return { position: where(index.lt(0), index.add(size), index), isInside, size };
  });
  const position = rowMajor(parts.map((part) => part.position));
  const isInside = parts.map((part) => part.isInside).reduce((all, next) => all.logicalAnd(next));
  return where(isInside, position, beyond);
}

function select(front: Tensor, index: Tensor, sizes: readonly number[], op: string): Tensor {
  try {
    return front.indexSelect(0, index);
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw new RangeError(
      `${op}: an index is out of range for axes of shape ${formatShape(sizes)}`,
      {
        cause,
      },
    );
  }
}
