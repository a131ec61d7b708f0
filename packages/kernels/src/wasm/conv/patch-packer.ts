import type { FeatureMode } from '../assembler/feature-mode.ts';
import { KernelCache } from '../kernel-cache.ts';
import type { Table } from '../plan/plan-recorder.ts';
import { packAdjacentPixels, packAdjacentSteps } from './pack-patches.ts';

export function partOf({ address }: Table, start: number, length: number): Table {
  return { address: address + start * 4, length };
}

/** Packs the matrix with element (lane, step) at `source + lanes[lane] + steps[step]`. */
export class PatchPacker {
  readonly #mode: FeatureMode;
  readonly #kernels: KernelCache;

  constructor(memory: WebAssembly.Memory, mode: FeatureMode) {
    this.#mode = mode;
    this.#kernels = new KernelCache(memory, mode);
  }

  /** Panels of pixels, along the taps. */
  pixelPanels(target: number, source: number, lanes: Table, steps: Table, width: number): void {
    const kernel = this.#kernels.get(`pixels ${width}`, () =>
      packAdjacentPixels(this.#mode, width),
    );
    kernel(target, source, lanes.address, lanes.length, steps.address, steps.length);
  }

  /** Panels of channels or taps, along the pixels. */
  sumPanels(target: number, source: number, lanes: Table, steps: Table, width: number): void {
    const kernel = this.#kernels.get(`sums ${width}`, () => packAdjacentSteps(this.#mode, width));
    kernel(target, source, lanes.address, lanes.length, steps.address, steps.length);
  }
}
