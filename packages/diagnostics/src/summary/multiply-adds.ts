import type { Op, Operand, Tensor } from '@plumbline/tensor';

type Count = (inputs: readonly Operand[], output: Tensor) => number;

/** Multiplications, each with its addition, of the ops that have products in them. */
const counts: Readonly<Record<string, Count>> = {
  matmul: ([a], output) => output.size * lastSize(a),
  linear: ([x], output) => output.size * lastSize(x),
  conv2d: ([, weight], output) => output.size * perOutput(weight),
  // The forward pass of a transposed convolution.
  conv2dGradInput: ([image, weight]) => (isTensor(image) ? image.size : 0) * perOutput(weight),
};

/** What an op that just ran counts for; 0 for pointwise ops, reductions and copies. */
export function multiplyAddsOf(
  op: Pick<Op<never>, 'name'>,
  inputs: readonly Operand[],
  output: Tensor,
): number {
  return counts[op.name]?.(inputs, output) ?? 0;
}

function lastSize(operand: Operand | undefined): number {
  return isTensor(operand) ? (operand.shape.at(-1) ?? 1) : 1;
}

/** Elements of a convolution's weight for one output channel. */
function perOutput(weight: Operand | undefined): number {
  return isTensor(weight) ? weight.size / (weight.shape[0] ?? 1) : 0;
}

function isTensor(operand: Operand | undefined): operand is Tensor {
  return typeof operand === 'object';
}
