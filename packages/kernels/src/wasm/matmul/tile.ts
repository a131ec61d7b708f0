import { type FeatureMode, laneCount, vectorsAtOnce } from '../assembler/feature-mode.ts';
import type { FunctionBuilder, Local } from '../assembler/function-builder.ts';
import { type Floats, floats } from '../assembler/lanes.ts';
import { loadFloats, loadSplat, storeFloats } from '../assembler/memory-access.ts';
import type { I32 } from '../assembler/scalars.ts';

/*
 * The micro-kernel keeps a tile of the product in registers: 6 rows of two vectors each (in mode `wide`
 * of two pairs, which are one each in the end). Twelve
 * accumulators, two vectors of b and one value of a are the 15 registers that V8 gives out on x64.
 * A machine that starts two multiply-adds a cycle and has the result four cycles later needs more
 * than eight accumulators: with 4 rows, exactly eight, one delay is never made up for (measured:
 * 49 GFLOP/s, with 6 rows 57 of the core's 57.5).
 */

export const tileRows = 6;

function vectorsPerRow(mode: FeatureMode): number {
  return 2 * vectorsAtOnce(mode);
}

export function tileColumns(mode: FeatureMode): number {
  return vectorsPerRow(mode) * laneCount(mode);
}

/** The accumulators of one tile, `tileRows` or fewer, all zero. */
export type Tile = readonly (readonly Local<Floats>[])[];

export function zeroTile(f: FunctionBuilder, mode: FeatureMode, rows: number): Tile {
  return Array.from({ length: rows }, () =>
    Array.from({ length: vectorsPerRow(mode) }, () => f.let(floats(mode, 0))),
  );
}

/** Where one step along k finds its four values of a: addresses with constant offsets. */
export type RowAddresses = readonly { readonly address: I32; readonly offset: number }[];

/** One step along k: `tile[i][j] += a[i] * b[j]`. */
export function multiplyAdd(
  f: FunctionBuilder,
  mode: FeatureMode,
  tile: Tile,
  a: RowAddresses,
  b: { readonly address: I32; readonly into: readonly Local<Floats>[] },
): void {
  for (const [j, vector] of b.into.entries()) {
    f.set<Floats>(vector, loadFloats(mode, b.address, j * 4 * laneCount(mode)));
  }
  const value = f.let(loadSplat(mode, a[0]!.address, a[0]!.offset));
  for (const [i, row] of tile.entries()) {
    if (i > 0) f.set<Floats>(value, loadSplat(mode, a[i]!.address, a[i]!.offset));
    for (const [j, accumulator] of row.entries()) {
      f.set<Floats>(accumulator, value.madd(b.into[j]!, accumulator));
    }
  }
}

/** Locals for the vectors of b that one step reads. */
export function rowOfB(f: FunctionBuilder, mode: FeatureMode): readonly Local<Floats>[] {
  return Array.from({ length: vectorsPerRow(mode) }, () => f.let(floats(mode, 0)));
}

/** Writes a whole tile to `c`, or adds it to what is there. */
export function storeTile(
  f: FunctionBuilder,
  mode: FeatureMode,
  tile: Tile,
  c: I32,
  rowStride: I32,
  accumulate: boolean,
): void {
  const address = f.let(c);
  for (const [i, row] of tile.entries()) {
    if (i > 0) f.advance(address, rowStride);
    for (const [j, accumulator] of row.entries()) {
      const offset = j * 4 * laneCount(mode);
      const before = loadFloats(mode, address, offset);
      const value = accumulate ? before.add(accumulator) : accumulator;
      f.do(storeFloats(address, value, offset));
    }
  }
}
