import { acrossLanes } from '../../assembler/accumulate.ts';
import { type FeatureMode, laneCount } from '../../assembler/feature-mode.ts';
import { FunctionBuilder, type Local } from '../../assembler/function-builder.ts';
import { type Floats, floats } from '../../assembler/lanes.ts';
import {
  loadFirst,
  loadFloats,
  loadI32,
  loadLane,
  loadSplat,
  storeFloats,
  storeLane,
} from '../../assembler/memory-access.ts';
import type { I32 } from '../../assembler/scalars.ts';
import { combinations } from '../../reduce/kernels.ts';

/** Whether the pixels that neighbouring outputs see are neighbours, too. */
export type PixelsOfRow = 'adjacent' | 'spaced';

/** Vectors of a row that are computed together: a multiply-add then waits for none before it. */
const together = 4;

/** What both kernels are told of the images; all in bytes but counts. */
interface Geometry {
  readonly planes: Local<I32>;
  readonly imagePlane: I32;
  /** The taps' offsets from the pixel of an output, and how many there are. */
  readonly taps: I32;
  readonly tapCount: I32;
  /** Of the output. */
  readonly rows: I32;
  readonly columns: I32;
  /** In the image, from one output to the next. */
  readonly rowStride: I32;
  readonly columnStride: I32;
}

function geometryOf(f: FunctionBuilder): Geometry {
  const [planes, imagePlane, taps, tapCount] = [f.i32(), f.i32(), f.i32(), f.i32()];
  const [rows, columns, rowStride, columnStride] = [f.i32(), f.i32(), f.i32(), f.i32()];
  return { planes, imagePlane, taps, tapCount, rows, columns, rowStride, columnStride };
}

/**
 * Every plane of an image correlated with taps of its own. Parameters: `image` (where the first
 * output's pixel is), `weights` (those of a plane side by side, planes without gaps), `output`
 * (contiguous), then those of `Geometry`.
 */
export function correlatePlanes(mode: FeatureMode, pixels: PixelsOfRow): FunctionBuilder {
  const f = new FunctionBuilder('correlatePlanes');
  const [image, weights, output] = [f.i32(), f.i32(), f.i32()];
  const { planes, imagePlane, taps, tapCount, rows, ...row } = geometryOf(f);
  f.while(planes.gt(0), () => {
    forEachRow(f, rows, [{ start: image, stride: row.rowStride }], ([start]) => {
      alongRow(f, mode, pixels, row, [start!], ([pixel], vectors, first) => {
        const sums = zeros(f, mode, vectors);
        const [tap, weight] = [f.let<I32>(taps), f.let<I32>(weights)];
        repeat(f, tapCount, () => {
          const seen = f.let(pixel!.add(loadI32(tap)));
          const factor = f.let(loadSplat(mode, weight));
          addProducts(f, sums, (i) => [
            factor,
            loadPixels(f, mode, pixels, row.columnStride, seen, i, first),
          ]);
          f.advance(tap, 4);
          f.advance(weight, 4);
        });
        for (const [i, sum] of sums.entries()) {
          if (first) f.do(storeLane(output, sum));
          else f.do(storeFloats(output, sum, i * laneCount(mode) * 4));
        }
        f.advance(output, (first ? 1 : vectors * laneCount(mode)) * 4);
      });
    });
    f.advance(image, imagePlane);
    f.advance(weights, tapCount.shl(2));
    f.advance(planes, -1);
  });
  return f;
}

/**
 * The gradients of those taps: for every plane and tap the sum over the pixels of the gradient times
 * what the tap saw. Parameters: `image`, `gradient` (contiguous), `output` (a plane's taps side by
 * side), `accumulate` (whether to add to it), then those of `Geometry`.
 */
export function correlateGradients(mode: FeatureMode, pixels: PixelsOfRow): FunctionBuilder {
  const f = new FunctionBuilder('correlateGradients');
  const [image, gradient, output, accumulate] = [f.i32(), f.i32(), f.i32(), f.i32()];
  const { planes, imagePlane, taps, tapCount, rows, ...row } = geometryOf(f);
  const gradientRow = f.let(row.columns.shl(2));
  f.while(planes.gt(0), () => {
    const tap = f.let<I32>(taps);
    repeat(f, tapCount, () => {
      const sums = zeros(f, mode, together);
      const seen = f.let(image.add(loadI32(tap)));
      const sides = [
        { start: seen, stride: row.rowStride },
        { start: gradient, stride: gradientRow },
      ];
      forEachRow(f, rows, sides, (starts) => {
        alongRow(f, mode, pixels, row, starts, ([pixel, slope], vectors, first) => {
          addProducts(f, sums.slice(0, vectors), (i) => [
            first ? loadFirst(mode, slope!) : loadFloats(mode, slope!, i * laneCount(mode) * 4),
            loadPixels(f, mode, pixels, row.columnStride, pixel!, i, first),
          ]);
        });
      });
      const [a, b, c, d] = sums;
      const total = acrossLanes(f, a!.add(b!).add(c!.add(d!)), combinations.sum);
      f.if(accumulate, () => f.set<Floats>(total, total.add(loadSplat(mode, output))));
      f.do(storeLane(output, total));
      f.advance(output, 4);
      f.advance(tap, 4);
    });
    f.advance(image, imagePlane);
    f.advance(gradient, gradientRow.mul(rows));
    f.advance(planes, -1);
  });
  return f;
}

function zeros(f: FunctionBuilder, mode: FeatureMode, count: number): Local<Floats>[] {
  return Array.from({ length: count }, () => f.let(floats(mode, 0)));
}

/** Runs `body` `count` times, once at least. */
function repeat(f: FunctionBuilder, count: I32, body: () => void): void {
  const left = f.let(count);
  f.repeat(() => {
    body();
    f.advance(left, -1);
    return left.gt(0);
  });
}

function forEachRow(
  f: FunctionBuilder,
  rows: I32,
  sides: readonly { readonly start: I32; readonly stride: I32 }[],
  body: (starts: readonly Local<I32>[]) => void,
): void {
  const starts = sides.map(({ start }) => f.let<I32>(start));
  repeat(f, rows, () => {
    body(starts);
    for (const [i, { stride }] of sides.entries()) f.advance(starts[i]!, stride);
  });
}

/**
 * Goes along a row of outputs: several vectors at a time where pixels are adjacent, then one, then
 * single elements. The first of `starts` is in the image, the others advance as the outputs.
 */
function alongRow(
  f: FunctionBuilder,
  mode: FeatureMode,
  pixels: PixelsOfRow,
  { columns, columnStride }: Pick<Geometry, 'columns' | 'columnStride'>,
  starts: readonly I32[],
  body: (places: readonly Local<I32>[], vectors: number, first: boolean) => void,
): void {
  const lanes = laneCount(mode);
  const places = starts.map((start) => f.let<I32>(start));
  const left = f.let(columns);
  const step = (vectors: number, first: boolean): void => {
    const elements = first ? 1 : vectors * lanes;
    f.while(left.ge(elements), () => {
      body(places, vectors, first);
      for (const [i, place] of places.entries())
        f.advance(place, i === 0 ? columnStride.mul(elements) : elements * 4);
      f.advance(left, -elements);
    });
  };
  if (pixels === 'adjacent') step(together, false);
  step(1, false);
  if (lanes > 1) step(1, true);
}

/** `sums[i] += x * y` of each vector. */
function addProducts(
  f: FunctionBuilder,
  sums: readonly Local<Floats>[],
  factors: (vector: number) => readonly [Floats, Floats],
): void {
  for (const [i, sum] of sums.entries()) {
    const [x, y] = factors(i);
    f.set<Floats>(sum, x.madd(y, sum));
  }
}

/** Vector `i` of the pixels from `address` on, or only the first one. */
function loadPixels(
  f: FunctionBuilder,
  mode: FeatureMode,
  pixels: PixelsOfRow,
  columnStride: I32,
  address: I32,
  i: number,
  first: boolean,
): Floats {
  if (first) return loadFirst(mode, address);
  if (pixels === 'adjacent' || mode === 'scalar')
    return loadFloats(mode, address, i * laneCount(mode) * 4);
  const place = f.let<I32>(address);
  const value = f.let(loadFirst(mode, place));
  for (let lane = 1; lane < laneCount(mode); lane++) {
    f.advance(place, columnStride);
    f.set<Floats>(value, loadLane(value, lane, place));
  }
  return value;
}
