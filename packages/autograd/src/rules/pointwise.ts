import {
  where as choose,
  dispatch,
  none,
  type Operand,
  ops,
  type Tensor,
  zerosLike,
} from '@plumbline/tensor';
import { type InputGradient, operandAt, type Rule, type RuleStep, tensorAt } from './rule.ts';

const x = (step: RuleStep<object>): Tensor => tensorAt(step, 0);
const y = (step: RuleStep<object>): Operand => operandAt(step, 1);

export const neg: Rule = [(g) => g.neg()];
export const abs: Rule = [(g, step) => g.mul(x(step).sign())];
export const square: Rule = [(g, step) => g.mul(x(step)).mul(2)];
// Where the output is NaN the gradient goes on, as in PyTorch.
export const relu: Rule = [(g, { output }) => choose(output.le(0), 0, g)];
export const reciprocal: Rule = [(g, { output }) => g.mul(output.square()).neg()];
export const sqrt: Rule = [(g, { output }) => g.div(output).mul(0.5)];
export const rsqrt: Rule = [(g, { output }) => g.mul(output.square().mul(output)).mul(-0.5)];
export const exp: Rule = [(g, { output }) => g.mul(output)];
export const log: Rule = [(g, step) => g.div(x(step))];
export const log2: Rule = [(g, step) => g.div(x(step)).mul(Math.LOG2E)];
export const log10: Rule = [(g, step) => g.div(x(step)).mul(Math.LOG10E)];
export const log1p: Rule = [(g, step) => g.div(x(step).add(1))];
export const expm1: Rule = [(g, { output }) => g.mul(output.add(1))];
export const sin: Rule = [(g, step) => g.mul(x(step).cos())];
export const cos: Rule = [(g, step) => g.mul(x(step).sin()).neg()];
export const tan: Rule = [(g, { output }) => g.mul(output.square().add(1))];
export const asin: Rule = [(g, step) => g.mul(x(step).square().neg().add(1).rsqrt())];
export const acos: Rule = [(g, step) => g.mul(x(step).square().neg().add(1).rsqrt()).neg()];
export const atan: Rule = [(g, step) => g.div(x(step).square().add(1))];
export const sinh: Rule = [(g, step) => g.mul(x(step).cosh())];
export const cosh: Rule = [(g, step) => g.mul(x(step).sinh())];
export const asinh: Rule = [(g, step) => g.mul(x(step).square().add(1).rsqrt())];
export const acosh: Rule = [(g, step) => g.mul(x(step).square().sub(1).rsqrt())];
export const atanh: Rule = [(g, step) => g.div(x(step).square().neg().add(1))];
export const tanh: Rule = [(g, { output }) => g.mul(output.square().neg().add(1))];
export const sigmoid: Rule = [(g, { output }) => g.mul(output).mul(output.neg().add(1))];
export const erf: Rule = [
  (g, step) => g.mul(x(step).square().neg().exp()).mul(2 / Math.sqrt(Math.PI)),
];

export const add: Rule = [(g) => g, (g) => g];
export const sub: Rule = [(g) => g, (g) => g.neg()];
export const mul: Rule = [(g, step) => g.mul(y(step)), (g, step) => g.mul(operandAt(step, 0))];
export const div: Rule = [
  (g, step) => g.div(y(step)),
  (g, step) => g.mul(step.output).div(y(step)).neg(),
];

/** d/dx xʸ = y xʸ⁻¹, and 0 where y is 0, also at x = 0; d/dy xʸ = xʸ ln x, and 0 for 0 to a y >= 0. */
export const pow: Rule = [
  (g, step) => {
    const exponent = y(step);
    if (exponent === 0) return zerosLike(g);
    const slope = g.mul(exponent).mul(power(operandAt(step, 0), minusOne(exponent)));
    return typeof exponent === 'number' ? slope : slope.where(exponent.ne(0), 0);
  },
  (g, step) => {
    const base = operandAt(step, 0);
    const isFlat = tensorAt(step, 1).ge(0);
    const slope = g.mul(step.output).mul(typeof base === 'number' ? Math.log(base) : base.log());
    if (typeof base === 'number') return base === 0 ? slope.where(isFlat.logicalNot(), 0) : slope;
    return slope.where(isFlat.logicalAnd(base.eq(0)).logicalNot(), 0);
  },
];

/** The angle turns by (x dy - y dx) / (x² + y²). */
export const atan2: Rule = [
  (g, step) => g.mul(y(step)).div(squaredRadius(step)),
  (g, step) => g.mul(operandAt(step, 0)).div(squaredRadius(step)).neg(),
];

function squaredRadius(step: RuleStep<object>): Tensor {
  const squares = [operandAt(step, 0), operandAt(step, 1)].map((side) =>
    typeof side === 'number' ? side ** 2 : side.square(),
  );
  return dispatch(ops.add, squares, none);
}

function minusOne(exponent: Operand): Operand {
  return typeof exponent === 'number' ? exponent - 1 : exponent.sub(1);
}

function power(base: Operand, exponent: Operand): Operand {
  if (typeof base !== 'number') return base.pow(exponent);
  return typeof exponent === 'number' ? base ** exponent : exponent.mul(Math.log(base)).exp();
}

/** Where the two are equal each gets half (PyTorch's subgradient). */
function extremum(isChosen: (mine: Tensor, other: Operand) => Tensor): Rule {
  const share: InputGradient<object> = (g, step, position) => {
    const mine = tensorAt(step, position);
    const other = operandAt(step, 1 - position);
    return g.where(isChosen(mine, other), g.mul(0.5).where(mine.eq(other), 0));
  };
  return [share, share];
}
export const maximum: Rule = extremum((mine, other) => mine.gt(other));
export const minimum: Rule = extremum((mine, other) => mine.lt(other));

export const where: Rule = [
  null,
  (g, step) => g.where(tensorAt(step, 0), 0),
  (g, step) => zerosLike(g).where(tensorAt(step, 0), g),
];
