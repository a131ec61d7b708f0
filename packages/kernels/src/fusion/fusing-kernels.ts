import type { ArrayView } from '../array-view.ts';
import type { Kernels, ReduceOp } from '../kernels.ts';
import type { PointwiseOp } from '../pointwise.ts';
import type { Program } from '../wasm/pointwise/program.ts';

/** What expressions are limited by: the sum over their parts. */
export interface ExpressionCosts {
  readonly limit: number;
  /** Of an op without its inputs; infinite for one that can't be part of an expression. */
  op(op: PointwiseOp): number;
  /** Of an input that is read from memory, and of one that is a number. */
  readonly view: number;
  readonly number: number;
}

/** Kernels that compute a whole expression of pointwise ops in one pass. */
export interface FusingKernels extends Kernels<ArrayView> {
  readonly expressionCosts: ExpressionCosts;

  /**
   * Writes an expression of inputs, all under the output's shape, to the contiguous output. Inputs
   * are float32, or bool and contiguous.
   */
  evaluate(program: Program, inputs: readonly (ArrayView | number)[], output: ArrayView): void;

  /**
   * Reduces an expression over `shape` without storing it, and returns true; or returns false if that
   * would bring nothing. The result is that of `evaluate` and `reduce`, bit for bit.
   */
  reduceExpression(
    op: ReduceOp,
    program: Program,
    inputs: readonly (ArrayView | number)[],
    shape: readonly number[],
    axes: readonly number[],
    output: ArrayView,
  ): boolean;
}
