import { type ArrayView, elementCount, isContiguous } from '../../array-view.ts';
import { type PointwiseOp, pointwiseOps } from '../../pointwise.ts';
import type { FeatureMode } from '../assembler/feature-mode.ts';
import { compile, type Kernel } from '../assembler/module-builder.ts';
import { collapse } from './collapse.ts';
import { definitions } from './definitions.ts';
import { singleOp } from './expression.ts';
import { type Access, pointwiseLoop } from './loop.ts';

/** Pointwise ops on float32: one generated loop for each op and way to read its inputs. */
export class Pointwise {
  readonly #memory: WebAssembly.Memory;
  readonly #mode: FeatureMode;
  readonly #loops = new Map<string, Kernel>();

  constructor(memory: WebAssembly.Memory, mode: FeatureMode) {
    this.#memory = memory;
    this.#mode = mode;
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
    const { shape, strides } = collapse(
      output.shape,
      views.map((view) => view.strides),
    );
    const rowAxis = shape.length - 2;
    const columns = shape[rowAxis + 1]!;
    const rows = shape[rowAxis] ?? 1;
    const outputBytes = output.data.BYTES_PER_ELEMENT;
    const parameters = [rows, columns, output.offset * outputBytes];
    const addresses: { readonly parameter: number; readonly strides: number[] }[] = [];
    const accesses: Access[] = [];

    let view = 0;
    for (const input of inputs) {
      if (typeof input === 'number') {
        accesses.push('number');
        parameters.push(input);
        continue;
      }
      const bytes = input.data.BYTES_PER_ELEMENT;
      const axes = strides[view]!;
      const stride = axes[rowAxis + 1]!;
      const access = accessOf(input, stride);
      if (access === null) return false;
      accesses.push(access);
      addresses.push({ parameter: parameters.length, strides: axes.map((axis) => axis * bytes) });
      parameters.push(input.offset * bytes, (axes[rowAxis] ?? 0) * bytes);
      if (access === 'spaced') parameters.push(stride * bytes);
      view++;
    }

    const kernel = this.#kernel(op, accesses);
    if (rowAxis <= 0) {
      kernel(...parameters);
      return true;
    }
    const outer = shape.slice(0, rowAxis);
    const index = outer.map(() => 0);
    const planes = elementCount(outer);
    for (let plane = 0; plane < planes; plane++) {
      kernel(...parameters);
      parameters[2]! += rows * columns * outputBytes;
      for (let axis = rowAxis - 1; axis >= 0; axis--) {
        index[axis]!++;
        const wraps = index[axis] === outer[axis];
        for (const { parameter, strides } of addresses) {
          const steps = wraps ? 1 - outer[axis]! : 1;
          parameters[parameter]! += steps * strides[axis]!;
        }
        if (!wraps) break;
        index[axis] = 0;
      }
    }
    return true;
  }

  #kernel(op: PointwiseOp, accesses: readonly Access[]): Kernel {
    const key = `${op} ${accesses.join()}`;
    let kernel = this.#loops.get(key);
    if (kernel === undefined) {
      const expression = singleOp(op, pointwiseOps[op].arity);
      kernel = compile(pointwiseLoop(this.#mode, expression, accesses), this.#memory);
      this.#loops.set(key, kernel);
    }
    return kernel;
  }
}

function accessOf(input: ArrayView, stride: number): Access | null {
  if (input.dtype === 'bool') return stride === 1 ? 'bools' : null;
  if (stride === 0) return 'repeated';
  return stride === 1 ? 'adjacent' : 'spaced';
}
