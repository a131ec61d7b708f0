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

/** Pointwise ops on inputs that are all under `shape`: float32, or bool and contiguous. */
export interface LocatedExpression {
  readonly program: Program;
  readonly inputs: readonly (ArrayView | number)[];
  readonly shape: readonly number[];
}

/** Kernels that compute a whole expression of pointwise ops in one pass. */
export interface FusingKernels extends Kernels<ArrayView> {
  readonly expressionCosts: ExpressionCosts;

  /**
   * Writes an expression to the first of the outputs, whose shape it is over, and what its program
   * stores to the others, which are float32. All are contiguous, and may take the place of an input
   * that is float32, contiguous and of its shape.
   */
  evaluate(expression: LocatedExpression, outputs: readonly ArrayView[]): void;

  /**
   * Reduces an expression, seen under `shape`, without storing it, and returns true; or returns
   * false if that can't be. The result is that of `evaluate` and `reduce`, bit for bit.
   */
  reduceExpression(
    op: ReduceOp,
    expression: LocatedExpression,
    shape: readonly number[],
    axes: readonly number[],
    output: ArrayView,
  ): boolean;
}
