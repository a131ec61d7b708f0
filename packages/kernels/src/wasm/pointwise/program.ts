import { type PointwiseOp, pointwiseOps } from '../../pointwise.ts';
import type { Expression } from './expression.ts';

/**
 * An expression as a list of numbers, each op in front of its arguments: short to write, and the key
 * under which its loop is found again. Inputs and ops that appear once more are told by number; ops
 * are numbered in the order in which they stand in the list.
 */
export type Program = readonly number[];

const isPointwiseOp = (name: string): name is PointwiseOp => Object.hasOwn(pointwiseOps, name);
const opNames = Object.keys(pointwiseOps).filter(isPointwiseOp);
const opTokens = new Map(opNames.map((op, number) => [op, number]));

const firstInput = 64;
const firstRepeat = 128;
/** Programs have no tokens from here on. */
export const endOfTokens = 256;

export function opToken(op: PointwiseOp): number {
  return opTokens.get(op)!;
}
export function inputToken(input: number): number {
  return firstInput + input;
}
/** The result of the op with this number. */
export function repeatToken(number: number): number {
  return firstRepeat + number;
}

export function decode(program: Program): Expression {
  const ops: Expression[] = [];
  let position = 0;
  const next = (): Expression => {
    const token = program[position++]!;
    if (token >= firstRepeat) return ops[token - firstRepeat]!;
    if (token >= firstInput) return { input: token - firstInput };
    const op = opNames[token]!;
    const args: Expression[] = [];
    const expression: Expression = { op, args };
    ops.push(expression);
    for (let i = 0; i < pointwiseOps[op].arity; i++) args.push(next());
    return expression;
  };
  return next();
}
