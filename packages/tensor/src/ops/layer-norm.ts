import { contiguousStrides, elementCount, isFloat, type View } from '@plumbline/kernels';
import { formatShape, sameShape } from '../shape.ts';
import { type ComputeOp, type Input, viewAt } from './op.ts';

export interface LayerNormAttributes {
  /** Added to the variance, so that a constant sample is not divided by 0. */
  readonly eps: number;
}

/**
 * Layer normalization (Ba et al. 2016): `(x - mean) / √(variance + eps) * weight + bias`, with mean
 * and biased variance over the last axes, those of weight and bias. Inputs: x, weight and bias.
 */
export const layerNorm = {
  name: 'layerNorm',
  kind: 'compute',
  differentiable: true,
  infer(inputs) {
    const x = floatsAt(inputs, 0, 'layerNorm');
    const weight = alikeAt(inputs, 1, x, 'layerNorm');
    const bias = alikeAt(inputs, 2, x, 'layerNorm');
    if (!sameShape(weight.shape, bias.shape)) {
      const [a, b] = [formatShape(weight.shape), formatShape(bias.shape)];
      throw new RangeError(`layerNorm: a weight of shape ${a} and a bias of shape ${b}`);
    }
    return { shape: [...x.shape], dtype: x.buffer.dtype };
  },
  run(engine, inputs, { eps }, output) {
    const [x, weight, bias] = [0, 1, 2].map((i) => viewAt(inputs, i, 'layerNorm'));
    engine.layerNorm(x!, weight!, bias!, eps, output);
  },
} as const satisfies ComputeOp<LayerNormAttributes>;

/**
 * From the gradient of layerNorm's output, x and weight all its gradients in one list: that of x,
 * then those of weight and bias.
 */
export const layerNormGrad = {
  name: 'layerNormGrad',
  kind: 'compute',
  differentiable: false,
  infer(inputs) {
    const x = floatsAt(inputs, 1, 'layerNormGrad');
    const weight = alikeAt(inputs, 2, x, 'layerNormGrad');
    const gradient = floatsAt(inputs, 0, 'layerNormGrad');
    if (!sameShape(gradient.shape, x.shape) || gradient.buffer.dtype !== x.buffer.dtype) {
      const [a, b] = [gradient, x].map((t) => `${t.buffer.dtype} ${formatShape(t.shape)}`);
      throw new RangeError(`layerNormGrad: a gradient of ${a} for an input of ${b}`);
    }
    const length = elementCount(x.shape) + 2 * elementCount(weight.shape);
    return { shape: [length], dtype: x.buffer.dtype };
  },
  run(engine, inputs, { eps }, { buffer, offset }) {
    const [gradient, x, weight] = [0, 1, 2].map((i) => viewAt(inputs, i, 'layerNormGrad'));
    const at = (start: number, shape: readonly number[]): View => ({
      buffer,
      shape,
      strides: contiguousStrides(shape),
      offset: offset + start,
    });
    const [toInput, toParameters] = [
      at(0, x!.shape),
      at(elementCount(x!.shape), [2, ...weight!.shape]),
    ];
    engine.layerNormGrad(gradient!, x!, weight!, eps, toInput, toParameters);
  },
} as const satisfies ComputeOp<LayerNormAttributes>;

function floatsAt(inputs: readonly Input[], position: number, op: string): View {
  const view = viewAt(inputs, position, op);
  if (isFloat(view.buffer.dtype)) return view;
  throw new TypeError(`${op}: needs float tensors, got ${view.buffer.dtype}; use .to('float32')`);
}

/** A parameter: of x's last axes, of which there is one at least, and its dtype. */
function alikeAt(inputs: readonly Input[], position: number, x: View, op: string): View {
  const view = viewAt(inputs, position, op);
  const { shape, buffer } = view;
  const isLast = shape.length > 0 && sameShape(shape, x.shape.slice(-shape.length));
  if (isLast && buffer.dtype === x.buffer.dtype) return view;
  throw new RangeError(
    `${op}: weight and bias must be ${x.buffer.dtype} and have the last axes of ` +
      `${formatShape(x.shape)}, not ${buffer.dtype} ${formatShape(shape)}`,
  );
}
