import {
  checkOptions,
  type RandomOptions,
  type Shape,
  type Tensor,
  uniform as uniformIn,
} from '@plumbline/tensor';

/** Options of `uniform`. */
export interface UniformOptions extends RandomOptions {
  /** Default 0. */
  readonly low?: number;
  /** Default 1. */
  readonly high?: number;
}

/** Uniform in [low, high). float32 by default. RangeError where `high` is below `low`. */
export function uniform(shape: Shape, options: UniformOptions = {}): Tensor {
  checkOptions('uniform', options, ['low', 'high', 'dtype', 'generator']);
  const { low = 0, high = 1, ...random } = options;
  return uniformIn(low, high, shape, random);
}
