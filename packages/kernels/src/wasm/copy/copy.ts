import { type ArrayView, contiguousStrides, elementCount, isContiguous } from '../../array-view.ts';
import { bytesPerElement, type DType } from '../../dtype.ts';
import type { FeatureMode } from '../assembler/feature-mode.ts';
import type { Kernel } from '../assembler/module-builder.ts';
import { collapse } from '../collapse.ts';
import { KernelCache } from '../kernel-cache.ts';
import { outerLoop } from '../outer-loop.ts';
import { type Scratch, scratchRegions } from '../scratch.ts';
import { clearMargins } from './clear-margins.ts';
import { copyRows, copyRun, copySpaced, transposeSquares, zeroRun } from './kernels.ts';

/** One side of a copy: a byte address and strides in bytes. */
interface Side {
  readonly address: number;
  readonly strides: readonly number[];
}

const generators = {
  run: copyRun,
  rows: copyRows,
  spaced: copySpaced,
  transpose: transposeSquares,
  margins: clearMargins,
  zeros: zeroRun,
};

/** Copies between views of one dtype: runs of bytes, and 4-byte elements with any strides. */
export class Copy {
  readonly #mode: FeatureMode;
  readonly #kernels: KernelCache;

  constructor(memory: WebAssembly.Memory, mode: FeatureMode) {
    this.#mode = mode;
    this.#kernels = new KernelCache(memory, mode);
  }

  /** Copies and returns true, or returns false if it has no kernel for this. */
  run(input: ArrayView, output: ArrayView): boolean {
    if (input.dtype !== output.dtype) return false;
    const size = bytesPerElement[input.dtype];
    return this.#run(input.dtype, input, output.offset * size, output.strides);
  }

  /** Copies a view of 4-byte elements to `address`, without gaps. */
  toContiguous(input: ArrayView, address: number): void {
    this.#run(input.dtype, input, address, contiguousStrides(input.shape));
  }

  /** Addresses of the elements of views of 4-byte elements without gaps: in scratch space if need be. */
  contiguous(views: readonly ArrayView[], scratch: Scratch): number[] {
    const bytes = views.map((view) => (isContiguous(view) ? 0 : elementCount(view.shape) * 4));
    const copies = bytes.some((size) => size > 0) ? scratchRegions(scratch, bytes) : [];
    return views.map((view, i) => {
      if (bytes[i] === 0) return view.offset * 4;
      this.toContiguous(view, copies[i]!);
      return copies[i]!;
    });
  }

  /** Fills a view of 4-byte elements with zeros. */
  zero({ offset, shape, strides }: ArrayView): void {
    if (elementCount(shape) === 0) return;
    const collapsed = collapse(shape, [strides]);
    const steps = collapsed.strides[0]!.map((stride) => stride * 4);
    const isRun = steps.at(-1) === 4 || collapsed.shape.at(-1) === 1;
    const runBytes = isRun ? collapsed.shape.at(-1)! * 4 : 4;
    const outer = isRun ? collapsed.shape.slice(0, -1) : collapsed.shape;
    outerLoop(outer, [offset * 4], [{ parameter: 0, strides: steps }], (address) =>
      this.#kernel('zeros')(address!, runBytes),
    );
  }

  /** Writes zeros around what will be copied into `planes` planes at `address`; in elements. */
  clearMargins(
    address: number,
    planes: number,
    [above, inside, below]: readonly [number, number, number],
    [left, middle, right]: readonly [number, number, number],
  ): void {
    this.#kernel('margins')(address, planes, above, inside, below, left, middle, right);
  }

  #run(
    dtype: DType,
    input: ArrayView,
    targetAddress: number,
    targetStrides: readonly number[],
  ): boolean {
    if (elementCount(input.shape) === 0) return true;
    const size = bytesPerElement[dtype];
    const collapsed = collapse(input.shape, [targetStrides, input.strides]);
    const { shape } = collapsed;
    const [target, source] = collapsed.strides.map((strides) => strides.map((s) => s * size));
    const to: Side = { address: targetAddress, strides: target! };
    const from: Side = { address: input.offset * size, strides: source! };
    const isRun = shape.length === 1 && (shape[0] === 1 || isAdjacent(to, from, 0, size));
    if (isRun) {
      this.#kernel('run')(to.address, from.address, shape[0]! * size);
      return true;
    }
    if (size !== 4) return false;
    this.#copyPlanes(shape, to, from);
    return true;
  }

  /** Loops over planes of two axes: the target's last, and the best one to go with it. */
  #copyPlanes(shape: readonly number[], to: Side, from: Side): void {
    const column = shape.length - 1;
    const contiguousInSource = from.strides.indexOf(4);
    const isTransposed =
      contiguousInSource >= 0 && contiguousInSource < column && to.strides[column] === 4;
    const row = isTransposed ? contiguousInSource : column - 1;
    const areRows = isAdjacent(to, from, column, 4);
    // These copies are quick: their kernels loop over a third axis, too.
    const plane = isTransposed ? -1 : column - 2;
    const isOuter = (_: unknown, axis: number): boolean => ![row, column, plane].includes(axis);
    const columns = shape[column]!;
    const rows = shape[row] ?? 1;
    const strides = [to, from].flatMap((side) => [
      side.strides[row] ?? 0,
      side.strides[column] ?? 0,
    ]);
    const [targetRow, targetColumn, sourceRow, sourceColumn] = strides;
    const planes = [shape[plane] ?? 1, to.strides[plane] ?? 0, from.strides[plane] ?? 0];
    outerLoop(
      shape.filter(isOuter),
      [to.address, from.address],
      [
        { parameter: 0, strides: to.strides.filter(isOuter) },
        { parameter: 1, strides: from.strides.filter(isOuter) },
      ],
      (target, source) => {
        const area = { target: target!, source: source!, rows, columns };
        if (isTransposed) this.#transpose(area, targetRow!, sourceColumn!);
        else if (areRows) {
          this.#kernel('rows')(target!, source!, rows, columns, targetRow!, sourceRow!, ...planes);
        } else {
          const distances = [targetRow!, sourceRow!, targetColumn!, sourceColumn!];
          this.#kernel('spaced')(target!, source!, rows, columns, ...distances, ...planes);
        }
      },
    );
  }

  /** `target[row, column] = source[row, column]`: rows of the target, columns of the source. */
  #transpose(
    area: { target: number; source: number; rows: number; columns: number },
    targetRow: number,
    sourceColumn: number,
  ): void {
    const { target, source, rows, columns } = area;
    const hasVectors = this.#mode !== 'scalar';
    const wholeRows = hasVectors ? rows - (rows % 4) : 0;
    const wholeColumns = hasVectors ? columns - (columns % 4) : 0;
    if (wholeRows > 0 && wholeColumns > 0) {
      // The kernel's rows are the source's: what is a column of the target.
      const size = [wholeColumns, wholeRows];
      this.#kernel('transpose')(target, source, size[0]!, size[1]!, targetRow, sourceColumn);
    }
    const spaced = (row: number, column: number, rowCount: number, columnCount: number): void => {
      const to = target + row * targetRow + column * 4;
      const from = source + row * 4 + column * sourceColumn;
      const distances = [targetRow, 4, 4, sourceColumn];
      this.#kernel('spaced')(to, from, rowCount, columnCount, ...distances, 1, 0, 0);
    };
    const coveredRows = wholeColumns > 0 ? wholeRows : 0;
    if (coveredRows > 0) spaced(0, wholeColumns, coveredRows, columns - wholeColumns);
    spaced(coveredRows, 0, rows - coveredRows, columns);
  }

  #kernel(name: keyof typeof generators): Kernel {
    return this.#kernels.get(name, () => generators[name](this.#mode));
  }
}

function isAdjacent(to: Side, from: Side, axis: number, size: number): boolean {
  return to.strides[axis] === size && from.strides[axis] === size;
}
