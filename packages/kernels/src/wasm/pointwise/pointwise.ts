import { type ArrayView, elementCount, isContiguous } from '../../array-view.ts';
import { type PointwiseOp, pointwiseOps } from '../../pointwise.ts';
import type { FeatureMode } from '../assembler/feature-mode.ts';
import type { Kernel } from '../assembler/module-builder.ts';
import { collapse } from '../collapse.ts';
import { KernelCache } from '../kernel-cache.ts';
import { type Moving, outerLoop } from '../outer-loop.ts';
import { definitions } from './definitions.ts';
import { singleOp } from './expression.ts';
import { type Access, pointwiseLoop } from './loop.ts';

/** Pointwise ops on float32: one generated loop for each op and way to read its inputs. */
export class Pointwise {
  readonly #mode: FeatureMode;
  readonly #kernels: KernelCache;

  constructor(memory: WebAssembly.Memory, mode: FeatureMode) {
    this.#mode = mode;
    this.#kernels = new KernelCache(memory);
  }

  /** Computes the op and returns true, or returns false if it has no loop for it. */
  run(op: PointwiseOp, inputs: readonly (ArrayView | number)[], output: ArrayView): boolean {
    if (definitions[op] === undefined || !isContiguous(output)) return false;
    const resultType = pointwiseOps[op].result === 'bool' ? 'bool' : 'float32';
    if (output.dtype !== resultType) return false;
    const views: ArrayView[] = [];
    for (const [index, input] of inputs.entries()) {
      const isCondition = op === 'where' && index === 0;
      if (typeof input === 'number') {
        if (isCondition) return false;
      } else {
        if (input.dtype !== (isCondition ? 'bool' : 'float32')) return false;
        views.push(input);
      }
    }
    // All numbers, or none to compute.
    if (views.length === 0) return false;
    if (elementCount(output.shape) === 0) return true;
    return this.#loop(op, inputs, views, output);
  }

  #loop(
    op: PointwiseOp,
    inputs: readonly (ArrayView | number)[],
    views: readonly ArrayView[],
    output: ArrayView,
  ): boolean {
    const { shape, strides } = collapse(output.shape, [
      output.strides,
      ...views.map((view) => view.strides),
    ]);
    const rowAxis = shape.length - 2;
    const columns = shape[rowAxis + 1]!;
    const rows = shape[rowAxis] ?? 1;
    const outputBytes = output.data.BYTES_PER_ELEMENT;
    const parameters = [rows, columns, output.offset * outputBytes];
    const moving: Moving[] = [{ parameter: 2, strides: inBytes(strides[0]!, outputBytes) }];
    const accesses: Access[] = [];

    let view = 1;
    for (const input of inputs) {
      if (typeof input === 'number') {
        accesses.push('number');
        parameters.push(input);
        continue;
      }
      const bytes = input.data.BYTES_PER_ELEMENT;
      const axes = inBytes(strides[view++]!, bytes);
      const stride = axes[rowAxis + 1]!;
      const access = accessOf(input, stride / bytes);
      if (access === null) return false;
      accesses.push(access);
      moving.push({ parameter: parameters.length, strides: axes });
      parameters.push(input.offset * bytes, axes[rowAxis] ?? 0);
      if (access === 'spaced') parameters.push(stride);
    }

    const kernel = this.#kernel(op, accesses);
    if (rowAxis <= 0) kernel(...parameters);
    else outerLoop(shape.slice(0, rowAxis), parameters, moving, kernel);
    return true;
  }

  #kernel(op: PointwiseOp, accesses: readonly Access[]): Kernel {
    return this.#kernels.get(`${op} ${accesses.join()}`, () =>
      pointwiseLoop(this.#mode, singleOp(op, pointwiseOps[op].arity), accesses),
    );
  }
}

function inBytes(strides: readonly number[], bytesPerElement: number): number[] {
  return strides.map((stride) => stride * bytesPerElement);
}

function accessOf(input: ArrayView, stride: number): Access | null {
  if (input.dtype === 'bool') return stride === 1 ? 'bools' : null;
  if (stride === 0) return 'repeated';
  return stride === 1 ? 'adjacent' : 'spaced';
}
