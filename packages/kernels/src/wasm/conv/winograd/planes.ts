import type { PlanSpace } from '../../plan/plan-recorder.ts';
import { planeCount } from './plane-product.ts';

/** The 36 planes of a factor or a product, as transforms and products see them; all in bytes. */
export interface Planes {
  readonly address: number;
  /** From one plane to the next. */
  readonly planeStride: number;
  /** From the lanes of a panel to those of the next. */
  readonly panelStride: number;
  /** From one step to the next. */
  readonly stepStride: number;
}

/** How the matrix of a plane lies in memory. */
export type PlaneLayout = 'rows' | 'panels';

/**
 * Room for planes of at most `lanes` times `steps`, with `panel` lanes a panel; `within` says how a
 * block of them lies in it.
 */
export class PlaneRoom {
  readonly address: number;
  readonly #layout: PlaneLayout;
  readonly #panelBytes: number;
  readonly planeStride: number;

  constructor(
    space: PlanSpace,
    layout: PlaneLayout,
    { lanes, steps, panel }: { lanes: number; steps: number; panel: number },
  ) {
    this.#layout = layout;
    this.#panelBytes = panel * 4;
    this.planeStride = planeBytes(roundUp(lanes, panel) * steps * 4);
    this.address = space.region(this.planeStride * planeCount);
  }

  /** Rows have `lanes` elements; panels have `steps` steps. */
  within(lanes: number, steps: number): Planes {
    const { address, planeStride } = this;
    const panelBytes = this.#panelBytes;
    return this.#layout === 'rows'
      ? { address, planeStride, panelStride: panelBytes, stepStride: lanes * 4 }
      : { address, planeStride, panelStride: steps * panelBytes, stepStride: panelBytes };
  }
}

/**
 * What is written to 36 planes at once must not meet in the same few sets of the cache: the planes
 * are an odd number of cache lines apart. (Measured: the transform of the input takes 0.34 ms
 * instead of 0.94 for 16 channels of 32x32, batch 32.)
 */
function planeBytes(bytes: number): number {
  const lines = Math.ceil(bytes / 64);
  return (lines + 1 - (lines % 2)) * 64;
}

export function roundUp(count: number, unit: number): number {
  return Math.ceil(count / unit) * unit;
}
