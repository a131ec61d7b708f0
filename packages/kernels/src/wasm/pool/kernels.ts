import type { FeatureMode } from '../assembler/feature-mode.ts';
import { FunctionBuilder, type Local } from '../assembler/function-builder.ts';
import { type I32, i32 } from '../assembler/scalars.ts';
import { type Fold, folds } from './fold.ts';
import { type ColumnWalk, clearBuffer, foldColumns, foldRows, type RowBuffer } from './passes.ts';

/** One axis of a pooling's geometry. */
export interface PoolAxis {
  readonly kernel: number;
  readonly stride: number;
  readonly padding: number;
  readonly dilation: number;
}

interface Geometry {
  readonly rows: PoolAxis;
  readonly columns: PoolAxis;
}

/** Images and results are contiguous planes; the buffer is `RowBuffer`. */
function planeParameters(f: FunctionBuilder): {
  readonly source: Local<I32>;
  readonly target: Local<I32>;
  readonly planes: Local<I32>;
  readonly sourceSize: readonly [Local<I32>, Local<I32>];
  readonly targetSize: readonly [Local<I32>, Local<I32>];
  readonly buffer: RowBuffer;
} {
  const [source, target, planes] = [f.i32(), f.i32(), f.i32()];
  const sourceSize = [f.i32(), f.i32()] as const;
  const targetSize = [f.i32(), f.i32()] as const;
  const buffer = { address: f.i32(), bytes: f.i32() };
  return { source, target, planes, sourceSize, targetSize, buffer };
}

/** Folds the windows of images, plane after plane. */
export function poolPlanes(
  mode: FeatureMode,
  fold: Fold,
  { rows, columns }: Geometry,
): FunctionBuilder {
  const f = new FunctionBuilder('poolPlanes');
  const { source, target, planes, sourceSize, targetSize, buffer } = planeParameters(f);
  const [height, width] = sourceSize;
  const widthBytes = f.let(width.shl(2));
  clearBuffer(f, mode, fold, buffer);
  const inner = { address: f.let(buffer.address.add(columns.padding * 4)), bytes: buffer.bytes };

  f.while(planes.gt(0), () => {
    const first = f.let<I32>(i32(-rows.padding));
    const left = f.let<I32>(targetSize[0]);
    f.while(left.gt(0), () => {
      const { row, taps } = inside(f, first, height, rows);
      const image = {
        from: source.add(row.mul(widthBytes)),
        columns: width,
        taps,
        rowStep: widthBytes.mul(rows.dilation),
        position: row.mul(width),
        positionStep: width.mul(rows.dilation),
      };
      foldRows(f, mode, fold, image, { into: inner, spacing: 1 });
      const count = rows.kernel * columns.kernel;
      const results = { buffer, output: target, columns: targetSize[1], count };
      foldColumns(f, mode, fold, columns, results);
      f.advance(first, rows.stride);
      f.advance(left, -1);
    });
    f.advance(source, height.mul(widthBytes));
    f.advance(planes, -1);
  });
  return f;
}

/** The rows of a window that begins at row `first` which are in the image: the first, how many. */
function inside(
  f: FunctionBuilder,
  first: I32,
  height: I32,
  { kernel, dilation }: PoolAxis,
): { row: Local<I32>; taps: Local<I32> } {
  const [row, taps] = [f.let<I32>(first), f.let<I32>(i32(kernel))];
  f.while(row.lt(0), () => {
    f.advance(row, dilation);
    f.advance(taps, -1);
  });
  const last = f.let<I32>(row.add(taps.sub(1).mul(dilation)));
  f.while(last.ge(height), () => {
    f.advance(last, -dilation);
    f.advance(taps, -1);
  });
  return { row, taps };
}

/**
 * The gradient of mean pooling: every element of the image sums the gradients of the windows that
 * cover it. For the second pass the windows' sums stand `stride` apart between zeros, and the
 * element looks at the `kernel` of them that end at its own place.
 */
export function spreadPlanes(mode: FeatureMode, { rows, columns }: Geometry): FunctionBuilder {
  const f = new FunctionBuilder('spreadPlanes');
  const { source, target, planes, sourceSize, targetSize, buffer } = planeParameters(f);
  const [windowRows, windowColumns] = sourceSize;
  const [height, width] = targetSize;
  const fold = folds.mean;
  const rowStep = f.let(windowColumns.shl(2));
  clearBuffer(f, mode, fold, buffer);
  const lead = (columns.kernel - 1) * 4;
  const into = { address: f.let(buffer.address.add(lead)), bytes: buffer.bytes };
  const from = { address: f.let(buffer.address.add(columns.padding * 4)), bytes: buffer.bytes };
  const walk: ColumnWalk = { kernel: columns.kernel, stride: 1, dilation: 1 };

  f.while(planes.gt(0), () => {
    // The row's place from the start of the padding: windows start at multiples of the stride.
    const place = f.let<I32>(i32(rows.padding));
    const left = f.let<I32>(height);
    f.while(left.gt(0), () => {
      const end = f.let(place.div(rows.stride).add(1).min(windowRows));
      const reach = place.add(rows.stride - rows.kernel);
      const first = f.let(reach.max(0).div(rows.stride));
      const windows = {
        from: source.add(first.mul(rowStep)),
        columns: windowColumns,
        taps: end.sub(first),
        rowStep,
        position: i32(0),
        positionStep: i32(0),
      };
      foldRows(f, mode, fold, windows, { into, spacing: columns.stride });
      const count = rows.kernel * columns.kernel;
      foldColumns(f, mode, fold, walk, { buffer: from, output: target, columns: width, count });
      f.advance(place, 1);
      f.advance(left, -1);
    });
    f.advance(source, windowRows.mul(rowStep));
    f.advance(planes, -1);
  });
  return f;
}
