import type { DType } from '@plumbline/kernels';
import { checkDType } from '../check-dtype.ts';
import { arange } from '../creation.ts';
import { dispatch } from '../dispatch.ts';
import { inferSize } from '../infer-size.ts';
import { concat } from '../joining.ts';
import { ops } from '../ops/index.ts';
import { none } from '../ops/op.ts';
import { type PadOptions, pad } from '../pad.ts';
import { scope } from '../scope.ts';
import { type Axes, checkList, formatShape, normalizeAxes, normalizeAxis } from '../shape.ts';
import { resolveSlices, type SliceRange } from '../slice-range.ts';
import { chunkSizes, splitSizes } from '../split-sizes.ts';
import type { Tensor } from '../tensor.ts';
import { where } from '../where.ts';
import { ReduceMethods } from './reduce.ts';

/** Shape: views where strides allow, no copies. */
export abstract class ShapeMethods extends ReduceMethods {
  /** The same elements under another shape; one size may be -1. */
  reshape(this: Tensor, shape: readonly number[], ...more: never[]): Tensor {
    checkList(shape, 'reshape', 'shape', more);
    return dispatch(ops.reshape, [this], { shape: inferSize(shape, this.size) });
  }
  /** Axes `start` to `end` (both included) as one. */
  flatten(this: Tensor, start = 0, end = -1): Tensor {
    if (this.rank === 0) return this.reshape([1]);
    const first = normalizeAxis(start, this.rank, 'flatten');
    const last = normalizeAxis(end, this.rank, 'flatten');
    const merged = this.shape.slice(first, last + 1).reduce((product, size) => product * size, 1);
    return this.reshape([...this.shape.slice(0, first), merged, ...this.shape.slice(last + 1)]);
  }
  /** The axes in another order. */
  permute(this: Tensor, axes: readonly number[], ...more: never[]): Tensor {
    checkList(axes, 'permute', 'axes', more);
    const normal = axes.map((axis) => normalizeAxis(axis, this.rank, 'permute'));
    return dispatch(ops.permute, [this], { axes: normal });
  }
  /** Two axes swapped; by default the last two. */
  transpose(this: Tensor, a = -2, b = -1): Tensor {
    const axes = normalizeAxes(undefined, this.rank, 'transpose');
    const [i, j] = [
      normalizeAxis(a, this.rank, 'transpose'),
      normalizeAxis(b, this.rank, 'transpose'),
    ];
    [axes[i], axes[j]] = [j, i];
    return this.permute(axes);
  }
  /** One axis moved to another place, the others in their order. */
  movedim(this: Tensor, from: number, to: number): Tensor {
    const axes = normalizeAxes(undefined, this.rank, 'movedim');
    const moved = axes.splice(normalizeAxis(from, this.rank, 'movedim'), 1);
    axes.splice(normalizeAxis(to, this.rank, 'movedim'), 0, ...moved);
    return this.permute(axes);
  }
  /** Repeats axes of size 1 up to `shape`, without a copy; -1 leaves an axis as it is. */
  expand(this: Tensor, shape: readonly number[], ...more: never[]): Tensor {
    checkList(shape, 'expand', 'shape', more);
    const added = shape.length - this.rank;
    const sizes = shape.map((size, axis) =>
      size === -1 ? (this.shape[axis - added] ?? -1) : size,
    );
    return dispatch(ops.expand, [this], { shape: sizes });
  }
  /** A new axis of size 1 before `axis`. */
  unsqueeze(this: Tensor, axis: number): Tensor {
    const at = normalizeAxis(axis, this.rank + 1, 'unsqueeze');
    return this.reshape([...this.shape.slice(0, at), 1, ...this.shape.slice(at)]);
  }
  /** Without those of `axes` (by default all) that have size 1. */
  squeeze(this: Tensor, axes?: Axes): Tensor {
    const normal = normalizeAxes(axes, this.rank, 'squeeze');
    return this.reshape(this.shape.filter((size, i) => size !== 1 || !normal.includes(i)));
  }
  /** A window, one range an axis: `x.slice([0, 2], [null, null, -1])` is NumPy's `x[0:2, ::-1]`. */
  slice(this: Tensor, ...ranges: SliceRange[]): Tensor {
    return dispatch(ops.slice, [this], resolveSlices(this.shape, ranges));
  }
  /** `length` elements of `axis` from `start` on. */
  narrow(this: Tensor, axis: number, start: number, length: number): Tensor {
    const normal = normalizeAxis(axis, this.rank, 'narrow');
    const size = this.shape[normal]!;
    if (!(start >= 0 && length >= 0 && start + length <= size)) {
      throw new RangeError(
        `narrow: ${length} elements from ${start} on are not within axis ${axis} of ` +
          formatShape(this.shape),
      );
    }
    return this.slice(...onAxis(this, normal, [start, start + length]));
  }
  /** Pieces of `sizes` along `axis`; a number: all of that size, but for a smaller last one. */
  split(this: Tensor, sizes: number | readonly number[], axis = 0): Tensor[] {
    const normal = normalizeAxis(axis, this.rank, 'split');
    return pieces(this, normal, splitSizes(this.shape[normal]!, sizes));
  }
  /** `count` pieces along `axis`, all of one size but for a smaller last one; fewer if fewer do. */
  chunk(this: Tensor, count: number, axis = 0): Tensor[] {
    const normal = normalizeAxis(axis, this.rank, 'chunk');
    return pieces(this, normal, chunkSizes(this.shape[normal]!, count));
  }
  /** Every element along `axis` as a tensor without that axis. */
  unbind(this: Tensor, axis = 0): Tensor[] {
    const normal = normalizeAxis(axis, this.rank, 'unbind');
    return scope(() =>
      this.split(1, normal)
        .slice(0, this.shape[normal])
        .map((piece) => piece.squeeze(normal)),
    );
  }
  /**
   * More elements at the edges, in PyTorch's order: `[before, after]` of the last axis, then of the
   * one before it, and so on.
   */
  pad(this: Tensor, widths: readonly number[], options: PadOptions = {}): Tensor {
    return scope(() => pad(this, widths, options));
  }
  /** `axes` (by default all) in reverse order. */
  flip(this: Tensor, axes?: Axes): Tensor {
    const normal = normalizeAxes(axes, this.rank, 'flip');
    return this.slice(...this.shape.map((_, i) => (normal.includes(i) ? backwards : null)));
  }
  /**
   * Elements moved on by `shift` along `axis`, those that leave at the end coming back at the
   * front; without an axis all elements in row-major order.
   */
  roll(this: Tensor, shift: number, axis?: number): Tensor {
    if (!Number.isInteger(shift)) throw new RangeError(`roll: ${shift} is not a whole number`);
    return scope(() => {
      if (axis === undefined) return this.flatten().roll(shift, 0).reshape(this.shape);
      const normal = normalizeAxis(axis, this.rank, 'roll');
      const size = this.shape[normal]!;
      const cut = size === 0 ? 0 : ((-shift % size) + size) % size;
      return concat(this.split([cut, size - cut], normal).toReversed(), normal);
    });
  }
  /** The tensor repeated `times[i]` times along axis i; missing numbers and axes are 1, in front. */
  tile(this: Tensor, times: readonly number[], ...more: never[]): Tensor {
    checkList(times, 'tile', 'times', more);
    const rank = Math.max(times.length, this.rank);
    const [sizes, counts] = [this.shape, times].map((list) => [
      ...new Array<number>(rank - list.length).fill(1),
      ...list,
    ]);
    const interleave = (count: (i: number) => number) =>
      sizes!.flatMap((size, i) => [count(i), size]);
    return scope(() =>
      this.reshape(interleave(() => 1))
        .expand(interleave((i) => counts![i]!))
        .reshape(sizes!.map((size, i) => size * counts![i]!)),
    );
  }
  /** Every element `times` times in a row along `axis` (NumPy's repeat); by default flattened. */
  repeatInterleave(this: Tensor, times: number, axis?: number): Tensor {
    return scope(() => {
      const x = axis === undefined ? this.flatten() : this;
      const normal = normalizeAxis(axis ?? 0, x.rank, 'repeatInterleave');
      const apart = [...x.shape.slice(0, normal + 1), times, ...x.shape.slice(normal + 1)];
      return x
        .unsqueeze(normal + 1)
        .expand(apart)
        .flatten(normal, normal + 1);
    });
  }
  /** The diagonals of two axes as a new last axis; `offset` counts up and to the right. */
  diagonal(this: Tensor, offset = 0, axis1 = 0, axis2 = 1): Tensor {
    const [a, b] = [axis1, axis2].map((axis) => normalizeAxis(axis, this.rank, 'diagonal'));
    if (a === b) throw new RangeError(`diagonal: axis ${axis1} has no diagonal with itself`);
    const [rows, columns] = [this.shape[a!]!, this.shape[b!]!];
    const length = Math.max(0, Math.min(rows + Math.min(offset, 0), columns - Math.max(offset, 0)));
    const start = length === 0 ? 0 : offset >= 0 ? offset : -offset * columns;
    const others = [...this.shape.keys()].filter((axis) => axis !== a && axis !== b);
    return scope(() => {
      const flat = this.permute([...others, a!, b!]).flatten(-2);
      const stop = length === 0 ? 0 : start + (length - 1) * (columns + 1) + 1;
      return flat.slice(...onAxis(flat, flat.rank - 1, [start, stop, columns + 1]));
    });
  }
  /** A vector as the diagonal of a matrix of zeros; of a matrix the diagonal. */
  diag(this: Tensor, offset = 0): Tensor {
    if (this.rank === 2) return this.diagonal(offset);
    if (this.rank !== 1) {
      throw new RangeError(`diag: ${formatShape(this.shape)} is no vector and no matrix`);
    }
    const n = this.size + Math.abs(offset);
    const starts = [offset >= 0 ? offset : -offset * n];
    const attributes = { starts, steps: [n + 1], shape: [n * n] };
    return scope(() => dispatch(ops.sliceScatter, [this], attributes).reshape([n, n]));
  }
  /** Matrices with zeros above the diagonal that is `offset` up and to the right of the main one. */
  tril(this: Tensor, offset = 0): Tensor {
    return scope(() => where(columnsPast(this, offset, 'tril').le(0), this, 0));
  }
  /** Matrices with zeros below the diagonal that is `offset` up and to the right of the main one. */
  triu(this: Tensor, offset = 0): Tensor {
    return scope(() => where(columnsPast(this, offset, 'triu').ge(0), this, 0));
  }
  /** The same elements as another tensor object, with a gradient of its own. */
  alias(this: Tensor): Tensor {
    return dispatch(ops.alias, [this], none);
  }
  /** A contiguous copy. */
  clone(this: Tensor): Tensor {
    return dispatch(ops.clone, [this], none);
  }
  /** As another dtype: to int32 cuts off, to bool is "not 0". */
  to(this: Tensor, dtype: DType): Tensor {
    checkDType(dtype, 'to');
    return this.dtype === dtype ? this : dispatch(ops.cast, [this], { dtype });
  }
}

const backwards: SliceRange = [null, null, -1];

/** Ranges that take all of every axis but one. */
function onAxis({ rank }: Tensor, axis: number, range: SliceRange): SliceRange[] {
  return Array.from({ length: rank }, (_, i) => (i === axis ? range : null));
}

function pieces(x: Tensor, axis: number, sizes: readonly number[]): Tensor[] {
  let start = 0;
  return sizes.map((size) => {
    const piece = x.narrow(axis, start, size);
    start += size;
    return piece;
  });
}

/** How many columns an element is past the diagonal: int32 [rows, columns]. */
function columnsPast({ shape, rank }: Tensor, offset: number, op: string): Tensor {
  if (rank < 2) throw new RangeError(`${op}: ${formatShape(shape)} is no matrix`);
  const [rows, columns] = shape.slice(-2).map((size) => arange(size));
  return columns!.sub(rows!.unsqueeze(1)).sub(offset);
}
