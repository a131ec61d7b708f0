import type { FeatureMode } from '../assembler/feature-mode.ts';
import { compile, type Kernel } from '../assembler/module-builder.ts';
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
  readonly #width: number;
  readonly #any: Kernel;
  readonly #adjacentLanes: Kernel | null;
  readonly #adjacentDepth: Kernel | null;

  constructor(memory: WebAssembly.Memory, mode: FeatureMode, width: number) {
    this.#width = width;
    this.#any = compile(packAny(width), memory);
    const hasVectors = mode !== 'scalar';
    this.#adjacentLanes = hasVectors ? compile(packAdjacentLanes(mode, width), memory) : null;
    this.#adjacentDepth = hasVectors ? compile(packAdjacentDepth(mode, width), memory) : null;
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
    if (wholePanels > 0 && laneStride === 4 && this.#adjacentLanes !== null) {
      this.#adjacentLanes(target, address, wholePanels, depth, depthStride);
      lane = wholePanels * width;
    } else if (wholePanels > 0 && depthStride === 4 && depth >= 4 && this.#adjacentDepth !== null) {
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
}
