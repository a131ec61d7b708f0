import { CpuEngine } from './cpu-engine.ts';
import type { Engine, EngineName } from './engine.ts';
import { Arena } from './memory/arena.ts';
import { Residency } from './memory/residency.ts';
import { ReferenceKernels } from './reference/reference-kernels.ts';
import { detectMode, type FeatureMode } from './wasm/detect-mode.ts';
import { WasmKernels } from './wasm/wasm-kernels.ts';

export interface EngineOptions {
  /** `wasm` (default) or the plain TypeScript kernels, the specification. */
  name?: EngineName;
  /** WebAssembly features to use; detected by default. */
  mode?: FeatureMode;
  /** Resident bytes above which idle buffers move out even if no step ends. Default 512 MiB. */
  softLimit?: number;
  /** Most bytes the engine takes from the system. Default: what 32-bit WebAssembly addresses. */
  maximumBytes?: number;
}

export function createEngine(options: EngineOptions = {}): Engine {
  const { name = 'wasm', mode = detectMode(), maximumBytes, softLimit } = options;
  const arena = new Arena(maximumBytes === undefined ? {} : { maximumBytes });
  const residency = new Residency({ arena, ...(softLimit === undefined ? {} : { softLimit }) });
  if (name === 'reference') return new CpuEngine(name, residency, new ReferenceKernels());
  const kernels = new WasmKernels({ memory: arena.memory, mode, scratch: scratchIn(arena) });
  return new CpuEngine(name, residency, kernels);
}

/** One block that grows to the largest scratch space a kernel has asked for. */
function scratchIn(arena: Arena): (bytes: number) => number {
  let address = 0;
  let size = 0;
  return (bytes) => {
    if (bytes > size) {
      if (address !== 0) arena.free(address, size);
      address = arena.allocate(bytes);
      size = bytes;
    }
    return address;
  };
}
