import { contiguousStrides, elementCount } from '../src/array-view.ts';
import type { DType } from '../src/dtype.ts';
import type { Engine, View } from '../src/engine.ts';
import type { ReduceOp } from '../src/kernels.ts';
import { type PointwiseOp, pointwiseOps } from '../src/pointwise.ts';

/** An engine with ops that make their outputs, as tensors do. */
export class Desk {
  readonly engine: Engine;
  readonly #isEager: boolean;

  /** With `isEager` every result is read at once, which leaves nothing to fuse. */
  constructor(engine: Engine, { isEager = false } = {}) {
    this.engine = engine;
    this.#isEager = isEager;
  }

  /** `values` over and over. */
  floats(shape: readonly number[], values: readonly number[]): View {
    const length = elementCount(shape);
    const data = Float32Array.from({ length }, (_, i) => values[i % values.length]!);
    return whole(this.engine.adopt('float32', data, 'test'), shape);
  }

  /** A result of that dtype and shape, which `fill` fills. */
  into(dtype: DType, shape: readonly number[], fill: (output: View) => void): View {
    const output = whole(this.engine.allocate(dtype, elementCount(shape), 'test'), shape);
    fill(output);
    return output;
  }

  op(op: PointwiseOp, inputs: readonly (View | number)[], shape: readonly number[]): View {
    const dtype: DType = pointwiseOps[op].result === 'bool' ? 'bool' : 'float32';
    const output = whole(this.engine.allocate(dtype, elementCount(shape), op), shape);
    this.engine.pointwise(op, inputs, output);
    if (this.#isEager) this.engine.readSync(output);
    return output;
  }

  reduce(op: ReduceOp, input: View, axes: readonly number[]): View {
    const shape = input.shape.filter((_, axis) => !axes.includes(axis));
    const output = whole(this.engine.allocate('float32', elementCount(shape), op), shape);
    this.engine.reduce(op, input, axes, output);
    return output;
  }

  release(view: View): void {
    this.engine.release(view.buffer);
  }

  /** The elements' bits; all NaNs count as the same. */
  bits(view: View): number[] {
    const data = this.engine.readSync(view);
    if (!(data instanceof Float32Array)) return Array.from(data);
    return Array.from(new Int32Array(data.buffer), (bits, i) =>
      Number.isNaN(data[i]) ? 0x7fc00000 : bits,
    );
  }
}

function whole(buffer: View['buffer'], shape: readonly number[]): View {
  return { buffer, shape, strides: contiguousStrides(shape), offset: 0 };
}

/** Ways to look at a view of two axes, under the same shape where it is a square. */
export const looks = {
  whole: (view: View) => view,
  firstRow: (view: View) => ({ ...view, strides: [0, view.strides[1]!] }),
  firstColumn: (view: View) => ({ ...view, strides: [view.strides[0]!, 0] }),
  backwards: (view: View) => ({
    ...view,
    strides: [view.strides[0]!, -view.strides[1]!],
    offset: view.offset + Math.max(0, view.shape[1]! - 1) * view.strides[1]!,
  }),
  transposed: (view: View) => ({ ...view, strides: view.strides.toReversed() }),
} as const satisfies Record<string, (view: View) => View>;
