import { erf } from './reference/erf.ts';

/** What a pointwise op writes: the dtype of its numeric inputs, or bool. */
export type PointwiseResult = 'same' | 'bool';

interface PointwiseEntry<Arity extends number> {
  readonly arity: Arity;
  readonly result: PointwiseResult;
  /** The specification: one element in, one element out, in float64. */
  readonly evaluate: (x: number, y: number, z: number) => number;
}

const unary = (evaluate: (x: number) => number): PointwiseEntry<1> => ({
  arity: 1,
  result: 'same',
  evaluate,
});
const binary = (evaluate: (x: number, y: number) => number): PointwiseEntry<2> => ({
  arity: 2,
  result: 'same',
  evaluate,
});
const comparison = (evaluate: (x: number, y: number) => boolean): PointwiseEntry<2> => ({
  arity: 2,
  result: 'bool',
  evaluate: (x, y) => (evaluate(x, y) ? 1 : 0),
});

/** Round half to even, as IEEE 754, NumPy and PyTorch do. */
function roundHalfEven(x: number): number {
  const floor = Math.floor(x);
  if (x - floor !== 0.5) return Math.round(x);
  return floor % 2 === 0 ? floor : floor + 1;
}

/** Every pointwise op there is, with its meaning. NaN in is NaN out (PyTorch's maximum, relu). */
export const pointwiseOps = {
  neg: unary((x) => -x),
  abs: unary(Math.abs),
  sign: unary(Math.sign),
  reciprocal: unary((x) => 1 / x),
  square: unary((x) => x * x),
  sqrt: unary(Math.sqrt),
  rsqrt: unary((x) => 1 / Math.sqrt(x)),
  exp: unary(Math.exp),
  log: unary(Math.log),
  log2: unary(Math.log2),
  log10: unary(Math.log10),
  log1p: unary(Math.log1p),
  expm1: unary(Math.expm1),
  sin: unary(Math.sin),
  cos: unary(Math.cos),
  tan: unary(Math.tan),
  asin: unary(Math.asin),
  acos: unary(Math.acos),
  atan: unary(Math.atan),
  sinh: unary(Math.sinh),
  cosh: unary(Math.cosh),
  asinh: unary(Math.asinh),
  acosh: unary(Math.acosh),
  atanh: unary(Math.atanh),
  tanh: unary(Math.tanh),
  sigmoid: unary((x) => 1 / (1 + Math.exp(-x))),
  erf: unary(erf),
  relu: unary((x) => (x > 0 || Number.isNaN(x) ? x : 0)),
  floor: unary(Math.floor),
  ceil: unary(Math.ceil),
  round: unary(roundHalfEven),

  add: binary((x, y) => x + y),
  sub: binary((x, y) => x - y),
  mul: binary((x, y) => x * y),
  div: binary((x, y) => x / y),
  pow: binary((x, y) => (x === 1 ? 1 : x ** y)),
  atan2: binary(Math.atan2),
  maximum: binary(Math.max),
  minimum: binary(Math.min),

  eq: comparison((x, y) => x === y),
  ne: comparison((x, y) => x !== y),
  lt: comparison((x, y) => x < y),
  le: comparison((x, y) => x <= y),
  gt: comparison((x, y) => x > y),
  ge: comparison((x, y) => x >= y),
  logicalAnd: comparison((x, y) => x !== 0 && y !== 0),
  logicalOr: comparison((x, y) => x !== 0 || y !== 0),
  logicalNot: { arity: 1, result: 'bool', evaluate: (x: number) => (x === 0 ? 1 : 0) },

  where: {
    arity: 3,
    result: 'same',
    evaluate: (condition: number, x: number, y: number) => (condition !== 0 ? x : y),
  },
} as const satisfies Record<string, PointwiseEntry<1 | 2 | 3>>;

/** The name of a pointwise op. */
export type PointwiseOp = keyof typeof pointwiseOps;
