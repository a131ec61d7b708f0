import { laneCount, vectorsAtOnce } from '../src/wasm/assembler/feature-mode.ts';
import { FunctionBuilder } from '../src/wasm/assembler/function-builder.ts';
import type { Floats } from '../src/wasm/assembler/lanes.ts';
import { loadFloats, loadSplat, storeFloats } from '../src/wasm/assembler/memory-access.ts';
import { compile } from '../src/wasm/assembler/module-builder.ts';
import { i32 } from '../src/wasm/assembler/scalars.ts';
import type { FeatureMode } from '../src/wasm/detect-mode.ts';
import { BlockProduct } from '../src/wasm/matmul/block-product.ts';
import { tileColumns, tileRows } from '../src/wasm/matmul/tile.ts';

const chains = 10;

/** About as many floating-point operations, all multiply-adds. */
export type FlopsLoop = (flops: number) => void;

/**
 * On registers alone, in enough chains that none waits for another. They come from neighbours in
 * memory and go back there, so that in mode `wide` pairs of them are joined.
 */
export function peakLoop(mode: FeatureMode): FlopsLoop {
  const f = new FunctionBuilder('peak');
  const left = f.i32();
  const start = f.let(i32(0));
  const bytes = laneCount(mode) * 4;
  const count = chains * vectorsAtOnce(mode);
  const [factor, addend] = [f.let(loadSplat(mode, start)), f.let(loadSplat(mode, start, 4))];
  const sums = Array.from({ length: count }, (_, i) => f.let(loadFloats(mode, start, i * bytes)));
  f.repeat(() => {
    for (const sum of sums) f.set<Floats>(sum, sum.madd(factor, addend));
    f.advance(left, -1);
    return left.gt(0);
  });
  for (const [i, sum] of sums.entries()) f.do(storeFloats(start, sum, i * bytes));
  const peak = compile(f, new WebAssembly.Memory({ initial: 1 }), mode);
  return (flops) => void peak(Math.ceil(flops / (count * laneCount(mode) * 2)));
}

/** One tile of a product, 256 steps deep, over and over: it reads 14 KiB, in mode `wide` 22. */
export function tileLoop(mode: FeatureMode): FlopsLoop {
  const [depth, columns] = [256, tileColumns(mode)];
  const [a, b, c, edge] = [0, 1, 2, 3].map((page) => page * 2 ** 16);
  const product = new BlockProduct(new WebAssembly.Memory({ initial: 4 }), mode, 'rows');
  const flopsOfTile = 2 * tileRows * columns * depth;
  return (flops) => {
    const count = Math.ceil(flops / flopsOfTile);
    // biome-ignore format: one line a matrix.
    product.run(
      a!, tileRows * 4, tileRows * 4 * depth,
      b!, columns * 4, columns * 4 * depth,
      c!, columns * 4,
      tileRows, columns, depth, false, edge!,
      count,
    );
  };
}

/** GFLOP/s of `peakLoop` at best, over so many milliseconds. */
export function measurePeak(mode: FeatureMode, milliseconds: number): number {
  const loop = peakLoop(mode);
  const flops = 3e8;
  return flops / best(() => loop(flops), milliseconds) / 1e6;
}

/** The least milliseconds that one call took, over about `budget` milliseconds. */
export function best(call: () => void, budget: number, wait: () => void = () => {}): number {
  const end = performance.now() + budget;
  let least = Number.POSITIVE_INFINITY;
  let repeats = 1;
  while (performance.now() < end) {
    const start = performance.now();
    for (let i = 0; i < repeats; i++) call();
    wait();
    const elapsed = performance.now() - start;
    if (elapsed < 2) repeats *= 2;
    else least = Math.min(least, elapsed / repeats);
  }
  return least;
}
