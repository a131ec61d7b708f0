import type { PointwiseOp } from '../../pointwise.ts';
import { type Floats, floats, type Mask } from '../assembler/lanes.ts';
import { erf } from './error-function.ts';
import { exp, expm1, sigmoid, tanh } from './exponential.ts';
import { log, log1p } from './logarithm.ts';
import type { Operands } from './operands.ts';
import { pow } from './power.ts';

type Definition = (operands: Operands) => Floats | Mask;

/**
 * The pointwise ops as lanes of float32; `pointwiseOps` says what they mean. Ops that are not here
 * run as TypeScript.
 */
export const definitions: Readonly<Partial<Record<PointwiseOp, Definition>>> = {
  neg: ({ x }) => x.neg(),
  abs: ({ x }) => x.abs(),
  // 0, -0 and NaN are their own sign.
  sign: ({ x }) => x.gt(0).select(floats(x.mode, 1), x.lt(0).select(floats(x.mode, -1), x)),
  reciprocal: ({ x }) => floats(x.mode, 1).div(x),
  square: ({ x }) => x.mul(x),
  sqrt: ({ x }) => x.sqrt(),
  rsqrt: ({ x }) => floats(x.mode, 1).div(x.sqrt()),
  exp: ({ f, x }) => exp(f, x),
  expm1: ({ f, x }) => expm1(f, x),
  log: ({ f, x }) => log(f, x),
  log1p: ({ f, x }) => log1p(f, x),
  tanh: ({ f, x }) => tanh(f, x),
  sigmoid: ({ f, x }) => sigmoid(f, x),
  erf: ({ f, x }) => erf(f, x),
  // Not `x > 0 ? x : 0`, which loses NaN.
  relu: ({ x }) => x.le(0).select(floats(x.mode, 0), x),
  floor: ({ x }) => x.floor(),
  ceil: ({ x }) => x.ceil(),
  round: ({ x }) => x.nearest(),

  add: ({ x, y }) => x.add(y),
  sub: ({ x, y }) => x.sub(y),
  mul: ({ x, y }) => x.mul(y),
  div: ({ x, y }) => x.div(y),
  pow: ({ f, x, y }) => pow(f, x, y),
  maximum: ({ x, y }) => x.max(y),
  minimum: ({ x, y }) => x.min(y),

  eq: ({ x, y }) => x.eq(y),
  ne: ({ x, y }) => x.ne(y),
  lt: ({ x, y }) => x.lt(y),
  le: ({ x, y }) => x.le(y),
  gt: ({ x, y }) => x.gt(y),
  ge: ({ x, y }) => x.ge(y),
  logicalAnd: ({ isX, isY }) => isX.and(isY),
  logicalOr: ({ isX, isY }) => isX.or(isY),
  logicalNot: ({ isX }) => isX.not(),

  where: ({ isX, y, z }) => isX.select(y, z),
};
