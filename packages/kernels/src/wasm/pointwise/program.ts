import { type PointwiseOp, pointwiseOps } from '../../pointwise.ts';
import type { Expression } from './expression.ts';

/**
 * An expression as a list of numbers, each op in front of its arguments: short to write, and the key
 * under which its loop is found again. Inputs and ops that appear once more are told by number; ops
 * are numbered in the order in which they stand in the list. A store in front of an op says that its
 * result is written, too, to the further output of that number.
 */
export type Program = readonly number[];

const isPointwiseOp = (name: string): name is PointwiseOp => Object.hasOwn(pointwiseOps, name);
const opNames = Object.keys(pointwiseOps).filter(isPointwiseOp);
const opTokens = new Map(opNames.map((op, number) => [op, number]));

const firstInput = 64;
const firstRepeat = 128;
const firstStore = 192;
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
/** In front of an op: its result is wanted, too. */
export function storeToken(output: number): number {
  return firstStore + output;
}

export interface Decoded {
  readonly result: Expression;
  /** Parts of it that are written to outputs of their own. */
  readonly stored: readonly Expression[];
}

export function decode(program: Program): Decoded {
  const ops: Expression[] = [];
  const stored: Expression[] = [];
  let position = 0;
  const next = (): Expression => {
    const token = program[position++]!;
    if (token >= firstStore) {
      // The slot is taken before what stands inside the op takes its own.
      stored.length = Math.max(stored.length, token - firstStore + 1);
      const expression = next();
      stored[token - firstStore] = expression;
      return expression;
    }
    if (token >= firstRepeat) return ops[token - firstRepeat]!;
    if (token >= firstInput) return { input: token - firstInput };
    const op = opNames[token]!;
    const args: Expression[] = [];
    const expression: Expression = { op, args };
    ops.push(expression);
    for (let i = 0; i < pointwiseOps[op].arity; i++) args.push(next());
    return expression;
  };
  return { result: next(), stored };
}
