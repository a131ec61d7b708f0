import type { PointwiseOp } from '../../pointwise.ts';
import type { FunctionBuilder } from '../assembler/function-builder.ts';
import { Floats, type Mask } from '../assembler/lanes.ts';
import { definitions } from './definitions.ts';
import { Operands } from './operands.ts';

/** What a generated loop computes for each element: an input, or an op on other expressions. */
export type Expression =
  | { readonly input: number }
  | { readonly op: PointwiseOp; readonly args: readonly Expression[] };

/** One op on its inputs. */
export function singleOp(op: PointwiseOp, arity: number): Expression {
  return { op, args: Array.from({ length: arity }, (_, input) => ({ input })) };
}

/**
 * Adds the code of `expression` to `f`, given its inputs. Every node is kept in a local, so that a
 * node that appears twice (the same object) is computed once.
 */
export function evaluate(
  f: FunctionBuilder,
  expression: Expression,
  inputs: readonly (Floats | Mask)[],
  known = new Map<Expression, Floats | Mask>(),
): Floats | Mask {
  const before = known.get(expression);
  if (before !== undefined) return before;
  let value: Floats | Mask | undefined;
  if ('input' in expression) {
    value = inputs[expression.input];
    if (value === undefined) throw new RangeError(`there is no input ${expression.input}`);
  } else {
    const define = definitions[expression.op];
    if (define === undefined) throw new TypeError(`${expression.op} has no WebAssembly definition`);
    const values = expression.args.map((argument) => evaluate(f, argument, inputs, known));
    const result = define(new Operands(f, values));
    value = result instanceof Floats ? f.let<Floats>(result) : f.let<Mask>(result);
  }
  known.set(expression, value);
  return value;
}
