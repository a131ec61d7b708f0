import { isFloat, type View } from '@plumbline/kernels';
import { formatShape } from '../shape.ts';
import { type ComputeOp, type Input, viewAt } from './op.ts';

export interface CrossEntropyAttributes {
  /** A label whose rows have loss and gradient 0, or null. */
  readonly ignoreIndex: number | null;
}

/** Logits [N, C] and labels [N]; throws where they don't fit, or where no label could be ignored. */
function classified(
  inputs: readonly Input[],
  { ignoreIndex }: CrossEntropyAttributes,
  op: string,
): { logits: View; labels: View } {
  if (ignoreIndex !== null && (ignoreIndex | 0) !== ignoreIndex) {
    throw new RangeError(`${op}: ignoreIndex is ${ignoreIndex}; expected an int32 label, or null`);
  }
  const [logits, labels] = [viewAt(inputs, 0, op), viewAt(inputs, 1, op)];
  const fits =
    logits.shape.length === 2 && labels.shape.length === 1 && logits.shape[0] === labels.shape[0];
  if (!fits) {
    const [a, b] = [formatShape(logits.shape), formatShape(labels.shape)];
    throw new RangeError(`${op}: logits ${a} and labels ${b}; expected [N, C] and [N]`);
  }
  if (!isFloat(logits.buffer.dtype)) {
    throw new TypeError(
      `${op}: logits must be float, got ${logits.buffer.dtype}; use logits.to('float32')`,
    );
  }
  if (labels.buffer.dtype !== 'int32') {
    throw new TypeError(
      `${op}: labels are int32 class numbers, got ${labels.buffer.dtype}; use labels.to('int32')`,
    );
  }
  return { logits, labels };
}

/** `log Σ e^logits[i] - logits[i][labels[i]]` for each row i: [N, C] and int32 [N] -> [N]. */
export const crossEntropy = {
  name: 'crossEntropy',
  kind: 'compute',
  differentiable: true,
  infer(inputs, attributes) {
    const { logits, labels } = classified(inputs, attributes, 'crossEntropy');
    return { shape: [...labels.shape], dtype: logits.buffer.dtype };
  },
  run(engine, inputs, attributes, output) {
    const { logits, labels } = classified(inputs, attributes, 'crossEntropy');
    engine.crossEntropy(logits, labels, attributes.ignoreIndex, output);
  },
} as const satisfies ComputeOp<CrossEntropyAttributes>;

/** `(softmax(logits)[i] - oneHot(labels)[i]) * g[i]`: the gradient of crossEntropy; g is input 2. */
export const crossEntropyGrad = {
  name: 'crossEntropyGrad',
  kind: 'compute',
  differentiable: true,
  infer(inputs, attributes) {
    const { logits } = classified(inputs, attributes, 'crossEntropyGrad');
    return { shape: [...logits.shape], dtype: logits.buffer.dtype };
  },
  run(engine, inputs, attributes, output) {
    const { logits, labels } = classified(inputs, attributes, 'crossEntropyGrad');
    const gradient = viewAt(inputs, 2, 'crossEntropyGrad');
    engine.crossEntropyGrad(logits, labels, attributes.ignoreIndex, gradient, output);
  },
} as const satisfies ComputeOp<CrossEntropyAttributes>;
