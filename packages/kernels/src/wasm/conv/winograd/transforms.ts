import type { FeatureMode } from '../../assembler/feature-mode.ts';
import { KernelCache } from '../../kernel-cache.ts';
import type { Table } from '../../plan/plan-recorder.ts';
import { ofGradient, ofInput, ofWeights, toOutput, toWeights } from './matrices.ts';
import type { Planes } from './planes.ts';
import { type Transform, transformKernel } from './transform.ts';

const transforms = {
  input: { matrix: ofInput, direction: 'toPlanes', squares: 'rows', planes: 'panels' },
  weights: { matrix: ofWeights, direction: 'toPlanes', squares: 'elements', planes: 'rows' },
  gradient: { matrix: ofGradient, direction: 'toPlanes', squares: 'rows', planes: 'rows' },
  output: { matrix: toOutput, direction: 'fromPlanes', squares: 'rows', planes: 'rows' },
  weightsGradient: {
    matrix: toWeights,
    direction: 'fromPlanes',
    squares: 'elements',
    planes: 'rows',
  },
} as const satisfies Record<string, Transform>;

/** Where squares are: `address + lanes[lane] + steps[step]`; strides inside a square in bytes. */
export interface Squares {
  readonly address: number;
  readonly lanes: Table;
  readonly steps: Table;
  readonly rowStride: number;
  readonly columnStride: number;
}

/** The five transforms of a convolution and its gradients. */
export class Transforms {
  readonly #mode: FeatureMode;
  readonly #kernels: KernelCache;

  constructor(memory: WebAssembly.Memory, mode: FeatureMode) {
    this.#mode = mode;
    this.#kernels = new KernelCache(memory, mode);
  }

  /** `temporary` is space of `temporaryBytes`. */
  run(name: keyof typeof transforms, squares: Squares, planes: Planes, temporary: number): void {
    const kernel = this.#kernels.get(name, () => transformKernel(this.#mode, transforms[name]));
    const { address, lanes, steps, rowStride, columnStride } = squares;
    kernel(
      ...[planes.address, address, lanes.address, lanes.length, steps.address, steps.length],
      ...[planes.planeStride, planes.panelStride, planes.stepStride],
      ...[rowStride, columnStride, temporary],
    );
  }
}
