import type { FeatureMode } from '../assembler/feature-mode.ts';
import type { Kernel } from '../assembler/module-builder.ts';
import { KernelCache } from '../kernel-cache.ts';
import { packAdjacentDepth, packAdjacentLanes, packAny } from './pack.ts';

/** A block of a matrix: where it starts, how many lanes and steps it has; strides in bytes. */
export interface Block {
  readonly address: number;
  readonly lanes: number;
  readonly depth: number;
  readonly laneStride: number;
  readonly depthStride: number;
}

/** Packs blocks into panels of `width` lanes, the fastest way that their strides allow. */
export class Packer {
  readonly #mode: FeatureMode;
  readonly #width: number;
  readonly #kernels: KernelCache;

  constructor(memory: WebAssembly.Memory, mode: FeatureMode, width: number) {
    this.#mode = mode;
    this.#width = width;
    this.#kernels = new KernelCache(memory, mode);
  }

  /** The bytes of a packed block. */
  bytes(lanes: number, depth: number): number {
    return Math.ceil(lanes / this.#width) * this.#width * depth * 4;
  }

  pack(block: Block, target: number): void {
    const { address, lanes, depth, laneStride, depthStride } = block;
    const width = this.#width;
    const panelBytes = width * depth * 4;
    const wholePanels = Math.floor(lanes / width);
    let lane = 0;
    const usesVectors = wholePanels > 0 && this.#mode !== 'scalar';
    if (usesVectors && laneStride === 4) {
      this.#adjacentLanes(target, address, wholePanels, depth, depthStride, panelBytes);
      lane = wholePanels * width;
    } else if (usesVectors && depthStride === 4 && depth >= 4) {
      const steps = depth - (depth % 4);
      this.#adjacentDepth(target, address, wholePanels, steps, laneStride, panelBytes);
      lane = wholePanels * width;
      if (steps < depth) this.#packLastSteps(block, steps, wholePanels, target);
    }
    for (; lane < lanes; lane += width) {
      const from = address + lane * laneStride;
      const to = target + (lane / width) * panelBytes;
      this.#any(to, from, Math.min(width, lanes - lane), depth, laneStride, depthStride);
    }
  }

  /** The steps that a kernel working on four at a time has left over. */
  #packLastSteps(block: Block, steps: number, panels: number, target: number): void {
    const { address, depth, laneStride, depthStride } = block;
    const width = this.#width;
    for (let panel = 0; panel < panels; panel++) {
      const from = address + panel * width * laneStride + steps * depthStride;
      const to = target + (panel * depth + steps) * width * 4;
      this.#any(to, from, width, depth - steps, laneStride, depthStride);
    }
  }

  get #any(): Kernel {
    return this.#kernels.get('any', () => packAny(this.#width));
  }
  get #adjacentLanes(): Kernel {
    return this.#kernels.get('lanes', () => packAdjacentLanes(this.#mode, this.#width));
  }
  get #adjacentDepth(): Kernel {
    return this.#kernels.get('depth', () => packAdjacentDepth(this.#mode, this.#width));
  }
}
