import {
  checkOptions,
  normal as normalWith,
  type RandomOptions,
  type Shape,
  type Tensor,
} from '@plumbline/tensor';

/** Options of `normal`. */
export interface NormalOptions extends RandomOptions {
  /** Default 0. */
  readonly mean?: number;
  /** Standard deviation. Default 1. */
  readonly std?: number;
}

/** Normal with `mean` and `std`. float32 by default. RangeError for a negative `std`. */
export function normal(shape: Shape, options: NormalOptions = {}): Tensor {
  checkOptions('normal', options, ['mean', 'std', 'dtype', 'generator']);
  const { mean = 0, std = 1, ...random } = options;
  return normalWith(mean, std, shape, random);
}
