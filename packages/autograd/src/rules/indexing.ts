import { zeros } from '@plumbline/tensor';
import { type AttributesOf, type Rule, tensorAt } from './rule.ts';

export const gather: Rule<AttributesOf<'gather'>> = [
  (g, step) => {
    const { shape } = tensorAt(step, 0);
    return zeros(shape, { dtype: g.dtype }).scatterAdd(step.attributes.axis, tensorAt(step, 1), g);
  },
  null,
];
export const scatterAdd: Rule<AttributesOf<'scatterAdd'>> = [
  (g) => g,
  null,
  (g, step) => g.gather(step.attributes.axis, tensorAt(step, 1)),
];
