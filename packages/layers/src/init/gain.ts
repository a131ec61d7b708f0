/** What follows a layer. `leakyRelu` has the slope `a` below 0. */
export type Nonlinearity = 'linear' | 'sigmoid' | 'tanh' | 'relu' | 'leakyRelu' | 'selu';

/**
 * By how much weights grow to make up for what the nonlinearity takes away, so that variance keeps
 * from layer to layer (He et al. 2015, "Delving deep into rectifiers", eq. 15: √(2 / (1 + a²))).
 * The values are PyTorch's, 5/3 for tanh and 3/4 for SELU included, and so is the default of `a`.
 */
export function calculateGain(nonlinearity: Nonlinearity, a = 0.01): number {
  switch (nonlinearity) {
    case 'linear':
    case 'sigmoid':
      return 1;
    case 'tanh':
      return 5 / 3;
    case 'relu':
      return Math.SQRT2;
    case 'leakyRelu':
      return Math.sqrt(2 / (1 + a ** 2));
    case 'selu':
      return 3 / 4;
    default:
      throw new RangeError(`calculateGain: no nonlinearity '${nonlinearity}'`);
  }
}
