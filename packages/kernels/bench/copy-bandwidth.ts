import { type FeatureMode, laneCount } from '../src/wasm/assembler/feature-mode.ts';
import { FunctionBuilder } from '../src/wasm/assembler/function-builder.ts';
import { loadFloats, storeFloats } from '../src/wasm/assembler/memory-access.ts';
import { compile } from '../src/wasm/assembler/module-builder.ts';
import { best } from './peak.ts';

const vectorsPerRound = 8;

/** GB/s, read and written together, of copying `bytes` (a multiple of 128) from one array to another. */
export function measureCopy(mode: FeatureMode, bytes: number, milliseconds: number): number {
  const f = new FunctionBuilder('copyLoop');
  const [target, source, rounds] = [f.i32(), f.i32(), f.i32()];
  const width = laneCount(mode) * 4;
  f.repeat(() => {
    for (let i = 0; i < vectorsPerRound; i++) {
      f.do(storeFloats(target, loadFloats(mode, source, i * width), i * width));
    }
    f.advance(target, vectorsPerRound * width);
    f.advance(source, vectorsPerRound * width);
    f.advance(rounds, -1);
    return rounds.gt(0);
  });
  const memory = new WebAssembly.Memory({ initial: Math.ceil((2 * bytes) / 65536) });
  // Pages are given out when they are first written.
  new Uint8Array(memory.buffer).fill(1);
  const copy = compile(f, memory, mode);
  const time = best(() => copy(bytes, 0, bytes / (vectorsPerRound * width)), milliseconds);
  return (2 * bytes) / time / 1e6;
}
