import type { FeatureMode } from './assembler/feature-mode.ts';
import type { FunctionBuilder } from './assembler/function-builder.ts';
import { compile, type Kernel } from './assembler/module-builder.ts';

/** Compiles each kernel when it is first asked for. */
export class KernelCache {
  readonly #memory: WebAssembly.Memory;
  readonly #mode: FeatureMode;
  readonly #kernels = new Map<string | number, Kernel>();

  constructor(memory: WebAssembly.Memory, mode: FeatureMode) {
    this.#memory = memory;
    this.#mode = mode;
  }

  get(key: string | number, generate: () => FunctionBuilder): Kernel {
    let kernel = this.#kernels.get(key);
    if (kernel === undefined) {
      kernel = compile(generate(), this.#memory, this.#mode);
      this.#kernels.set(key, kernel);
    }
    return kernel;
  }
}
