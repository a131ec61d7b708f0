import type { FeatureMode } from '../../assembler/feature-mode.ts';
import { KernelCache } from '../../kernel-cache.ts';
import type { Table } from '../patch-packer.ts';
import { ofGradient, ofInput, ofWeights, toOutput, toWeights } from './matrices.ts';
import { type Transform, transformKernel } from './transform.ts';

const transforms = {
  input: { matrix: ofInput, direction: 'toPlanes', layout: 'rows' },
  weights: { matrix: ofWeights, direction: 'toPlanes', layout: 'elements' },
  gradient: { matrix: ofGradient, direction: 'toPlanes', layout: 'rows' },
  output: { matrix: toOutput, direction: 'fromPlanes', layout: 'rows' },
  weightsGradient: { matrix: toWeights, direction: 'fromPlanes', layout: 'elements' },
} as const satisfies Record<string, Transform>;

/** Where a transform reads and writes; see transform.ts. Strides are in bytes. */
export interface TransformCall {
  readonly planes: number;
  readonly planeStride: number;
  readonly panelStride: number;
  readonly stepStride: number;
  readonly squares: number;
  readonly lanes: Table;
  readonly steps: Table;
  readonly rowStride: number;
  readonly columnStride: number;
  readonly temporary: number;
}

/** The five transforms of a convolution and its gradients. */
export class Transforms {
  readonly #mode: FeatureMode;
  readonly #kernels: KernelCache;

  constructor(memory: WebAssembly.Memory, mode: FeatureMode) {
    this.#mode = mode;
    this.#kernels = new KernelCache(memory);
  }

  run(name: keyof typeof transforms, call: TransformCall): void {
    const kernel = this.#kernels.get(name, () => transformKernel(this.#mode, transforms[name]));
    const { planes, squares, lanes, steps } = call;
    kernel(
      ...[planes, squares, lanes.address, lanes.length, steps.address, steps.length],
      ...[call.planeStride, call.panelStride, call.stepStride],
      ...[call.rowStride, call.columnStride, call.temporary],
    );
  }
}
