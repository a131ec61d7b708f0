/** A constant matrix, by rows. */
export type Matrix = readonly (readonly number[])[];

/*
 * F(4x4, 3x3) of Lavin and Gray, "Fast algorithms for convolutional neural networks" (2016): a tile
 * of 6x6 pixels and 3x3 weights give 4x4 pixels by 36 products where a direct convolution takes 144,
 * as `output = Aᵀ [(G weights Gᵀ) * (Bᵀ input B)] A`. What is linear in the weights or in the input
 * is transposed for their gradients.
 */

/** Pixels of the output along a tile, and of the input. */
export const outputTile = 4;
export const inputTile = 6;

/** Bᵀ: 6 pixels of the input. */
export const ofInput: Matrix = [
  [4, 0, -5, 0, 1, 0],
  [0, -4, -4, 1, 1, 0],
  [0, 4, -4, -1, 1, 0],
  [0, -2, -1, 2, 1, 0],
  [0, 2, -1, -2, 1, 0],
  [0, 4, 0, -5, 0, 1],
];

/** G: 3 weights. */
export const ofWeights: Matrix = [
  [1 / 4, 0, 0],
  [-1 / 6, -1 / 6, -1 / 6],
  [-1 / 6, 1 / 6, -1 / 6],
  [1 / 24, 1 / 12, 1 / 6],
  [1 / 24, -1 / 12, 1 / 6],
  [0, 0, 1],
];

/** Aᵀ: to 4 pixels of the output. */
export const toOutput: Matrix = [
  [1, 1, 1, 1, 1, 0],
  [0, 1, -1, 2, -2, 0],
  [0, 1, 1, 4, 4, 0],
  [0, 1, -1, 8, -8, 1],
];

/** A: 4 pixels of the output's gradient. */
export const ofGradient: Matrix = transposed(toOutput);

/** Gᵀ: to 3 weights' gradients. */
export const toWeights: Matrix = transposed(ofWeights);

function transposed(matrix: Matrix): Matrix {
  return matrix[0]!.map((_, column) => matrix.map((row) => row[column]!));
}
