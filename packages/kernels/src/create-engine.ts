import { CpuEngine } from './cpu-engine.ts';
import type { Engine, EngineName } from './engine.ts';
import { Arena } from './memory/arena.ts';
import { GrowingBlock } from './memory/growing-block.ts';
import { Residency } from './memory/residency.ts';
import { ReferenceKernels } from './reference/reference-kernels.ts';
import { canShareMemory, defaultThreadCount } from './threads/thread-count.ts';
import { ThreadTeam } from './threads/thread-team.ts';
import { type FeatureMode, featureModes, likelyMode, supports } from './wasm/detect-mode.ts';
import { WasmKernels } from './wasm/wasm-kernels.ts';

/** The most threads that an engine shares its work among. */
export const mostThreads = 32;

/** Options of `createEngine`. */
export interface EngineOptions {
  /** `wasm` (default) or the plain TypeScript kernels, the specification. */
  name?: EngineName;
  /**
   * WebAssembly features to use; detected by default: `wide` (256-bit vectors; Node 24 on x64 with
   * AVX2), `relaxed`, `simd` or `scalar`. RangeError where the runtime lacks them. `wide` that is
   * asked for is used for little work, too, where compiling it takes longer than it saves.
   */
  mode?: FeatureMode;
  /**
   * Threads that share the work, this one included. Default: one for each core, up to 8. One where
   * memory can't be shared (a page that is not cross-origin isolated). Results don't depend on it.
   */
  threads?: number;
  /**
   * Winograd's algorithm for 3x3 convolutions of stride 1: about twice as fast, with about ten times
   * the rounding error of a direct convolution (1e-5 of the result's size). Default true.
   */
  winograd?: boolean;
  /** Resident bytes above which idle buffers move out even if no step ends. Default 512 MiB. */
  softLimit?: number;
  /** Most bytes the engine takes from the system. Default: what 32-bit WebAssembly addresses. */
  maximumBytes?: number;
}

/** A new engine with a memory of its own. RangeError for an option that is none of its choices. */
export function createEngine(options: EngineOptions = {}): Engine {
  const { name = 'wasm', mode = likelyMode(), maximumBytes, softLimit, winograd = true } = options;
  checkName(name);
  if (options.mode !== undefined) checkMode(mode);
  const threads = name === 'wasm' ? threadCount(options.threads) : 1;
  const arena = new Arena({
    shared: threads > 1,
    ...(maximumBytes === undefined ? {} : { maximumBytes }),
  });
  const team = new ThreadTeam(arena, { size: threads });
  const residency = new Residency({
    arena,
    kernels: team,
    ...(softLimit === undefined ? {} : { softLimit }),
  });
  if (name === 'reference') return new CpuEngine(name, residency, new ReferenceKernels());
  const { memory } = arena;
  const room = new GrowingBlock(arena).take;
  const kernels = new WasmKernels({
    ...{ memory, mode, scratch: team.scratch, room, team, winograd },
    joinsAll: options.mode === 'wide',
  });
  return new CpuEngine(name, residency, kernels);
}

function threadCount(asked: number | undefined): number {
  if (asked === undefined) return defaultThreadCount();
  if (!Number.isInteger(asked) || asked < 1 || asked > mostThreads) {
    throw new RangeError(`threads: expected a whole number from 1 to ${mostThreads}, got ${asked}`);
  }
  return canShareMemory() ? asked : 1;
}

/** Callers in JavaScript have no types to hold them. */
function checkName(name: EngineName): void {
  if (['wasm', 'reference'].includes(name)) return;
  throw new RangeError(`name: expected 'wasm' or 'reference', got '${name}'`);
}

function checkMode(mode: FeatureMode): void {
  if (!featureModes.includes(mode)) {
    const choices = featureModes.map((choice) => `'${choice}'`).join(', ');
    throw new RangeError(`mode: expected one of ${choices}, got '${mode}'`);
  }
  if (!supports(mode)) {
    const needs =
      mode === 'wide' ? ': that takes Node 24 on x64, AVX2, no flags for wasm and no debugger' : '';
    throw new RangeError(`mode: this runtime has no WebAssembly for '${mode}'${needs}`);
  }
}
