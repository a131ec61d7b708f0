import { formatShape, type Shape } from '@plumbline/tensor';

/** What `fanOf` returns. */
export interface Fan {
  /** How many inputs one output element is the weighted sum of. */
  readonly fanIn: number;
  /** How many output elements one input element goes into. */
  readonly fanOut: number;
}

/**
 * The fans of a weight: [out, in] for a linear layer, [out, in, ...kernel] for a convolution, where
 * every position of the kernel counts. RangeError below two axes.
 */
export function fanOf(shape: Shape): Fan {
  const [outputs, inputs, ...kernel] = shape;
  if (outputs === undefined || inputs === undefined) {
    throw new RangeError(
      `a weight of shape ${formatShape(shape)} has no fan in and out: it needs two axes or more`,
    );
  }
  const positions = kernel.reduce((product, size) => product * size, 1);
  return { fanIn: inputs * positions, fanOut: outputs * positions };
}
