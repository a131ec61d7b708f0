import { full, type Shape, type Tensor, type TensorOptions } from '@plumbline/tensor';

/** Options of `constant`. */
export interface ConstantOptions extends TensorOptions {
  /** Default 0. */
  readonly value?: number;
}

/** Every element `value`. float32 by default. */
export function constant(shape: Shape, options: ConstantOptions = {}): Tensor {
  // As initializers both are given a generator, which they have no use for.
  const { value = 0, dtype = 'float32' } = options;
  return full(shape, value, { dtype });
}

/** Every element 0; float32 by default. For biases, and for the last layer of a residual branch. */
export function zeros(shape: Shape, { dtype = 'float32' }: TensorOptions = {}): Tensor {
  return full(shape, 0, { dtype });
}
