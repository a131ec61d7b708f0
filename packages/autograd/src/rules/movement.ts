import { dispatch, ops } from '@plumbline/tensor';
import { type AttributesOf, type Rule, tensorAt } from './rule.ts';

export const reshape: Rule = [(g, step) => g.reshape(tensorAt(step, 0).shape)];
export const permute: Rule<AttributesOf<'permute'>> = [
  (g, { attributes: { axes } }) => g.permute(axes.map((_, axis) => axes.indexOf(axis))),
];
/** The backward pass sums over the repeats. */
export const expand: Rule = [(g) => g];
export const alias: Rule = [(g) => g];
export const clone: Rule = [(g) => g];
/** The backward pass casts back. */
export const cast: Rule = [(g) => g];

export const slice: Rule<AttributesOf<'slice'>> = [
  (g, step) => {
    const { starts, steps } = step.attributes;
    return dispatch(ops.sliceScatter, [g], { starts, steps, shape: tensorAt(step, 0).shape });
  },
];
export const sliceScatter: Rule<AttributesOf<'sliceScatter'>> = [
  (g, step) => {
    const { starts, steps } = step.attributes;
    return dispatch(ops.slice, [g], { starts, steps, shape: tensorAt(step, 0).shape });
  },
];
export const concat: Rule<AttributesOf<'concat'>> = (g, step, position) => {
  const { axis } = step.attributes;
  const sizeOf = (i: number) => tensorAt(step, i).shape[axis] ?? 0;
  let start = 0;
  for (let before = 0; before < position; before++) start += sizeOf(before);
  const ranges = g.shape.map((_, i) =>
    i === axis ? ([start, start + sizeOf(position)] as const) : null,
  );
  return g.slice(...ranges);
};
