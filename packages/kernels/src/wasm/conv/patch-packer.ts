import type { FeatureMode } from '../assembler/feature-mode.ts';
import { KernelCache } from '../kernel-cache.ts';
import { packAdjacentPixels, packAdjacentSteps } from './pack-patches.ts';

/** A table of byte offsets in memory, or a part of one. */
export interface Table {
  readonly address: number;
  readonly length: number;
}

/** Bytes for a table: kernels look a few entries ahead. */
export function tableBytes(length: number): number {
  return (length + 3) * 4;
}

/** Writes `length` offsets that are counted in elements. */
export function writeTable(
  memory: WebAssembly.Memory,
  address: number,
  length: number,
  offset: (index: number) => number,
): Table {
  const bytes = new Int32Array(memory.buffer, address, length);
  for (let index = 0; index < length; index++) bytes[index] = offset(index) * 4;
  return { address, length };
}

/** The same for offsets that are known. */
export function tableOf(
  memory: WebAssembly.Memory,
  address: number,
  offsets: readonly number[],
): Table {
  return writeTable(memory, address, offsets.length, (index) => offsets[index]!);
}

export function partOf({ address }: Table, start: number, length: number): Table {
  return { address: address + start * 4, length };
}

/** Packs the matrix with element (lane, step) at `source + lanes[lane] + steps[step]`. */
export class PatchPacker {
  readonly #mode: FeatureMode;
  readonly #kernels: KernelCache;

  constructor(memory: WebAssembly.Memory, mode: FeatureMode) {
    this.#mode = mode;
    this.#kernels = new KernelCache(memory);
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
