import { type RandomOptions, rand, type Shape, scope, type Tensor } from '@plumbline/tensor';

export interface UniformOptions extends RandomOptions {
  /** Default 0. */
  readonly low?: number;
  /** Default 1. */
  readonly high?: number;
}

/** Uniform in [low, high). float32 by default. RangeError where `high` is below `low`. */
export function uniform(
  shape: Shape,
  { low = 0, high = 1, ...random }: UniformOptions = {},
): Tensor {
  if (!(low <= high)) throw new RangeError(`uniform: low ${low} is not below high ${high}`);
  return scope(() =>
    rand(shape, random)
      .mul(high - low)
      .add(low),
  );
}
