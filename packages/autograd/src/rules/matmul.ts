import { type Rule, tensorAt } from './rule.ts';

/** d(A B) = dA B + A dB. */
export const matmul: Rule = [
  (g, step) => g.matmul(tensorAt(step, 1).transpose()),
  (g, step) => tensorAt(step, 0).transpose().matmul(g),
];
