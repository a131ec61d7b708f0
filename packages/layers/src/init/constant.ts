import { full, type Shape, type Tensor, type TensorOptions } from '@plumbline/tensor';

export interface ConstantOptions extends TensorOptions {
  /** Default 0. */
  readonly value?: number;
}

/** Every element `value`. float32 by default. */
export function constant(shape: Shape, { value = 0, ...options }: ConstantOptions = {}): Tensor {
  return full(shape, value, options);
}

/** Every element 0; float32 by default. For biases, and for the last layer of a residual branch. */
export function zeros(shape: Shape, options: TensorOptions = {}): Tensor {
  return full(shape, 0, options);
}
