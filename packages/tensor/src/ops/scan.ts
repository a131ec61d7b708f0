import type { View } from '@plumbline/kernels';
import { formatShape, sameShape } from '../shape.ts';
import { type ComputeOp, type Input, viewAt } from './op.ts';

export interface ScanAttributes {
  readonly axis: number;
}

function decayAt(inputs: readonly Input[]): View | number {
  const [decay] = inputs;
  return typeof decay === 'number' ? decay : viewAt(inputs, 0, 'linearScan');
}

/**
 * `output[i] = decay[i] * output[i - 1] + input[i]` along an axis, and `output[0] = input[0]`, of
 * inputs `decay` (or a number) and `input`: cumulative sums and products, and their gradients.
 */
export const linearScan = {
  name: 'linearScan',
  kind: 'compute',
  differentiable: true,
  infer(inputs) {
    const [decay, input] = [decayAt(inputs), viewAt(inputs, 1, 'linearScan')];
    const { dtype } = input.buffer;
    if (dtype === 'bool') throw new TypeError("linearScan: bool has no sums; use .to('int32')");
    if (typeof decay !== 'number') {
      if (!sameShape(decay.shape, input.shape) || decay.buffer.dtype !== dtype) {
        const [a, b] = [decay, input].map((v) => `${v.buffer.dtype} ${formatShape(v.shape)}`);
        throw new RangeError(`linearScan: decay ${a} and input ${b} differ`);
      }
    }
    return { shape: [...input.shape], dtype };
  },
  run(engine, inputs, { axis }, output) {
    engine.linearScan(decayAt(inputs), viewAt(inputs, 1, 'linearScan'), axis, output);
  },
} as const satisfies ComputeOp<ScanAttributes>;
