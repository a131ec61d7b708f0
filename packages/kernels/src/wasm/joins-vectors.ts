import { FunctionBuilder } from './assembler/function-builder.ts';
import type { Floats } from './assembler/lanes.ts';
import { loadFloats, loadSplat, storeFloats } from './assembler/memory-access.ts';
import { compile, type Kernel } from './assembler/module-builder.ts';
import { i32 } from './assembler/scalars.ts';
import { takesRequest } from './assembler/wide-vectors.ts';

/** More than a machine works on at a time, and as many pairs as it has registers for. */
const sums = 16;
const steps = 4000;
const rounds = 5;
/** Between half, where pairs are joined, and all of the time, where they are not. */
const mostOfTime = 0.75;

let known: boolean | null = null;

/**
 * Whether pairs of vectors are joined on request, and are faster for it: the processor has to have
 * AVX2, and may do it in halves. Nothing tells, so it is seen by the clock, once, in milliseconds.
 */
export function joinsVectors(): boolean {
  known ??= takesRequest() && isFaster();
  return known;
}

function isFaster(): boolean {
  try {
    return shareOfTime() < mostOfTime;
  } catch {
    // A runtime that only looks like Node refuses the request.
    return false;
  }
}

/** What additions of neighbours take of the time of those of others, both at best. */
function shareOfTime(): number {
  const [neighbours, others] = [additions(16), additions(32)];
  let [least, leastOfOthers] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (let round = 0; round < rounds; round++) {
    least = Math.min(least, duration(neighbours));
    leastOfOthers = Math.min(leastOfOthers, duration(others));
  }
  return least / leastOfOthers;
}

/** Adds to vectors that lie so many bytes apart: those with a gap between them are no pairs. */
function additions(spacing: 16 | 32): Kernel {
  const mode = 'wide';
  const f = new FunctionBuilder('additions');
  const left = f.i32();
  const start = f.let(i32(0));
  const vectors = Array.from({ length: sums }, (_, i) =>
    f.let(loadFloats(mode, start, i * spacing)),
  );
  const addend = f.let(loadSplat(mode, start));
  f.repeat(() => {
    for (const sum of vectors) f.set<Floats>(sum, sum.add(addend));
    f.advance(left, -1);
    return left.gt(0);
  });
  for (const [i, sum] of vectors.entries()) f.do(storeFloats(start, sum, i * spacing));
  return compile(f, new WebAssembly.Memory({ initial: 1 }), mode);
}

function duration(kernel: Kernel): number {
  const start = performance.now();
  kernel(steps);
  return performance.now() - start;
}
