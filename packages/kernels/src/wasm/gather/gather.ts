import { type ArrayView, elementCount } from '../../array-view.ts';
import { bytesPerElement } from '../../dtype.ts';
import { type IndexRange, isWithin } from '../../index-range.ts';
import type { Team } from '../../threads/team.ts';
import type { FeatureMode } from '../assembler/feature-mode.ts';
import { collapse } from '../collapse.ts';
import { KernelCache } from '../kernel-cache.ts';
import { outerLoop } from '../outer-loop.ts';
import { shareOut } from '../share-out.ts';
import { findsOutside, type PickOp, pickRows, pickSpaced } from './kernels.ts';

/** Three views walked together, collapsed; addresses and strides in bytes. */
interface Walk {
  readonly shape: readonly number[];
  readonly far: Side;
  readonly index: Side;
  readonly near: Side;
  /** How far one step of the index goes. */
  readonly pickStride: number;
}

interface Side {
  readonly address: number;
  readonly strides: readonly number[];
}

/** Gather of 4-byte elements, and scatter-add of float32 in the order of the index. */
export class Gather {
  readonly #mode: FeatureMode;
  readonly #team: Team;
  readonly #kernels: KernelCache;

  constructor(memory: WebAssembly.Memory, mode: FeatureMode, team: Team) {
    this.#mode = mode;
    this.#team = team;
    this.#kernels = new KernelCache(memory, mode);
  }

  /**
   * `far` is what the index points into and `near` what lies beside it. Runs and returns true, or
   * returns false where it has no kernel or an index is out of range: nothing is written then.
   */
  run(op: PickOp, far: ArrayView, axis: number, index: ArrayView, near: ArrayView): boolean {
    const sizes = [far.dtype, near.dtype].map((dtype) => bytesPerElement[dtype]);
    const hasKernel = op === 'gather' ? sizes.every((size) => size === 4) : true;
    if (!hasKernel || far.dtype !== near.dtype || index.dtype !== 'int32') return false;
    if (op === 'scatterAdd' && far.dtype !== 'float32') return false;
    if (elementCount(index.shape) === 0) return true;
    if (!this.areIn(index, { below: far.shape[axis]!, ignored: null })) return false;

    const walk = walkOf(far, axis, index, near);
    const split = splitAxis(op, walk);
    const count = elementCount(walk.shape);
    if (split < 0) this.#walk(op, walk);
    else {
      shareOut(this.#team, walk.shape[split]!, count, (start, size) => {
        this.#walk(op, partOf(walk, split, start, size));
      });
    }
    return true;
  }

  /** Whether all of an int32 index is in a range. */
  areIn(index: ArrayView, range: IndexRange): boolean {
    if (elementCount(index.shape) === 0 || isWithin(index.range ?? null, range)) return true;
    // In a range of nothing no number stands for "none is ignored".
    if (range.below === 0 && range.ignored === null) return false;
    // One look at what is repeated is enough.
    const shape = index.shape.map((size, axis) => (index.strides[axis] === 0 ? 1 : size));
    const collapsed = collapse(shape, [index.strides]);
    const strides = collapsed.strides[0]!.map((stride) => stride * 4);
    const kernel = this.#kernels.get('findsOutside', findsOutside);
    const [row = 0, column = 0] = [strides.at(-2), strides.at(-1)];
    const [rows = 1, columns = 1] = [collapsed.shape.at(-2), collapsed.shape.at(-1)];
    // To ignore one that is in the range changes nothing.
    const [below, ignored] = [range.below, range.ignored ?? 0];
    let found = 0;
    outerLoop(
      collapsed.shape.slice(0, -2),
      [index.offset * 4],
      [{ parameter: 0, strides: strides.slice(0, -2) }],
      (address) => {
        found |= kernel(address!, rows, columns, row, column, below, ignored);
      },
    );
    return found === 0;
  }

  /** Loops over planes of the last two axes. */
  #walk(op: PickOp, { shape, far, index, near, pickStride }: Walk): void {
    const column = shape.length - 1;
    const sides = [far, index, near];
    const rowStrides = sides.map(({ strides }) => strides[column - 1] ?? 0);
    const columnStrides = sides.map(({ strides }) => strides[column]!);
    const isRows = columnStrides[0] === 4 && columnStrides[1] === 0 && columnStrides[2] === 4;
    const kernel = isRows
      ? this.#kernels.get(`${op} rows`, () => pickRows(this.#mode, op))
      : this.#kernels.get(`${op} spaced`, () => pickSpaced(this.#mode, op));
    const plane = [shape[column - 1] ?? 1, shape[column]!, ...rowStrides];
    const rest = isRows ? [...plane, pickStride] : [...plane, ...columnStrides, pickStride];
    outerLoop(
      shape.slice(0, -2),
      sides.map(({ address }) => address),
      sides.map(({ strides }, parameter) => ({ parameter, strides: strides.slice(0, -2) })),
      (...addresses) => kernel(...addresses, ...rest),
    );
  }
}

function walkOf(far: ArrayView, axis: number, index: ArrayView, near: ArrayView): Walk {
  // The walk stands still along the axis: there the index says where to go.
  const still = far.strides.with(axis, 0);
  const collapsed = collapse(index.shape, [still, index.strides, near.strides]);
  const [farSide, indexSide, nearSide] = [far, index, near].map(({ offset }, i) => ({
    address: offset * 4,
    strides: collapsed.strides[i]!.map((stride) => stride * 4),
  }));
  const pickStride = far.strides[axis]! * 4;
  return { shape: collapsed.shape, far: farSide!, index: indexSide!, near: nearSide!, pickStride };
}

/**
 * The axis to split among threads, the longest, or -1. For scatterAdd the index must not reach over
 * it: two threads would add to one element, and in any order.
 */
function splitAxis(op: PickOp, { shape, far }: Walk): number {
  const lengths = shape.map((size, axis) =>
    op === 'gather' || far.strides[axis] !== 0 ? size : 0,
  );
  const longest = Math.max(...lengths);
  return longest > 0 ? lengths.indexOf(longest) : -1;
}

function partOf(walk: Walk, axis: number, start: number, count: number): Walk {
  const moved = ({ address, strides }: Side): Side => ({
    address: address + start * strides[axis]!,
    strides,
  });
  return {
    shape: walk.shape.with(axis, count),
    far: moved(walk.far),
    index: moved(walk.index),
    near: moved(walk.near),
    pickStride: walk.pickStride,
  };
}
