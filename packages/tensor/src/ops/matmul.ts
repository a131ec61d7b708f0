import type { DType, View } from '@plumbline/kernels';
import { larger } from '../promotion.ts';
import { broadcastStrides, broadcastTwo, formatShape, sameShape } from '../shape.ts';
import { castTo } from './cast-to.ts';
import { type ComputeOp, type None, viewAt } from './op.ts';

/** `[..., m, k] x [..., k, n] -> [..., m, n]`; leading axes broadcast. */
export const matmul = {
  name: 'matmul',
  kind: 'compute',
  differentiable: true,
  infer(inputs) {
    const a = viewAt(inputs, 0, 'matmul');
    const b = viewAt(inputs, 1, 'matmul');
    const fail = (why: string): never => {
      throw new RangeError(`matmul: ${formatShape(a.shape)} x ${formatShape(b.shape)}: ${why}`);
    };
    if (a.shape.length < 2 || b.shape.length < 2) fail('both sides need two axes or more');
    const [inner, innerB] = [a.shape.at(-1)!, b.shape.at(-2)!];
    if (inner !== innerB) fail(`inner sizes ${inner} and ${innerB} differ`);
    const dtype = larger(a.buffer.dtype, b.buffer.dtype);
    const plane = [a.shape.at(-2)!, b.shape.at(-1)!];
    if (a.shape.length === 2 && b.shape.length === 2) return { shape: plane, dtype };
    const batch = broadcastTwo(a.shape.slice(0, -2), b.shape.slice(0, -2));
    return { shape: [...(batch ?? fail('leading axes do not broadcast')), ...plane], dtype };
  },
  run(engine, inputs, _, output) {
    const views = [viewAt(inputs, 0, 'matmul'), viewAt(inputs, 1, 'matmul')] as const;
    const { dtype } = output.buffer;
    if (isMatrix(views[0], dtype) && isMatrix(views[1], dtype)) {
      return engine.matmul(views[0], views[1], output);
    }
    const cast = views.map((view) =>
      view.buffer.dtype === dtype ? view : castTo(engine, view, dtype),
    );
    const batch = output.shape.slice(0, -2);
    const [a, b] = cast.map((view) => batched(view, batch));
    engine.matmul(a!, b!, output);
    for (const [i, view] of cast.entries()) if (view !== views[i]) engine.release(view.buffer);
  },
} as const satisfies ComputeOp<None>;

function isMatrix({ buffer, shape }: View, dtype: DType): boolean {
  return buffer.dtype === dtype && shape.length === 2;
}

/** A view with its leading axes broadcast to `batch`. */
function batched(view: View, batch: readonly number[]): View {
  const shape = [...batch, ...view.shape.slice(-2)];
  if (sameShape(view.shape, shape)) return view;
  const strides = broadcastStrides(view.shape, view.strides, shape);
  return { buffer: view.buffer, offset: view.offset, shape, strides };
}
