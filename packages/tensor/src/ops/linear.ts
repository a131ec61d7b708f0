import { contiguousStrides, elementCount, type View } from '@plumbline/kernels';
import { larger } from '../promotion.ts';
import { formatShape, sameShape } from '../shape.ts';
import { matmul } from './matmul.ts';
import { type ComputeOp, type None, none, viewAt } from './op.ts';
import { add } from './pointwise.ts';

/**
 * x Wᵀ + b: `x [..., in]`, `weight [out, in]` and, if there is one, `bias [out]` to `[..., out]`. One
 * op, since networks are full of it: product, sum and their gradients then need one record, not three.
 */
export const linear = {
  name: 'linear',
  kind: 'compute',
  differentiable: true,
  infer(inputs) {
    const [x, weight] = [viewAt(inputs, 0, 'linear'), viewAt(inputs, 1, 'linear')];
    const [outputs, features] = weight.shape;
    if (outputs === undefined || weight.shape.length !== 2 || x.shape.at(-1) !== features) {
      const [a, b] = [formatShape(x.shape), formatShape(weight.shape)];
      throw new RangeError(`linear: ${a} and a weight of ${b}; expected [..., in] and [out, in]`);
    }
    const shape = x.shape.with(-1, outputs);
    const dtype = larger(x.buffer.dtype, weight.buffer.dtype);
    if (inputs.length < 3) return { shape, dtype };
    const bias = viewAt(inputs, 2, 'linear');
    if (!sameShape(bias.shape, [outputs])) {
      throw new RangeError(`linear: a bias of ${formatShape(bias.shape)}; expected [${outputs}]`);
    }
    return { shape, dtype: larger(dtype, bias.buffer.dtype) };
  },
  run(engine, inputs, _, output) {
    const x = asMatrix(viewAt(inputs, 0, 'linear'));
    const weight = transposed(viewAt(inputs, 1, 'linear'));
    if (inputs.length < 3) return matmul.run(engine, [x, weight], none, asMatrix(output));
    const { shape, dtype } = matmul.infer([x, weight]);
    const buffer = engine.allocate(dtype, elementCount(shape), 'linear');
    const product = { buffer, shape, strides: contiguousStrides(shape), offset: 0 };
    matmul.run(engine, [x, weight], none, product);
    add.run(engine, [product, viewAt(inputs, 2, 'linear')], none, asMatrix(output));
    engine.release(buffer);
  },
} as const satisfies ComputeOp<None>;

/** A vector as a matrix of one row. */
function asMatrix(view: View): View {
  if (view.shape.length > 1) return view;
  const { buffer, offset } = view;
  return { buffer, offset, shape: [1, ...view.shape], strides: [0, ...view.strides] };
}

function transposed({ buffer, offset, shape, strides }: View): View {
  const [rows, columns] = [shape[0]!, shape[1]!];
  return { buffer, offset, shape: [columns, rows], strides: [strides[1]!, strides[0]!] };
}
