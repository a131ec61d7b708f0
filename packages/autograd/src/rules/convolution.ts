import { dispatch, ops } from '@plumbline/tensor';
import { type AttributesOf, type Rule, tensorAt } from './rule.ts';

/** Rows and columns. */
function sizeOf({ shape }: { readonly shape: readonly number[] }): readonly [number, number] {
  return [shape[2]!, shape[3]!];
}

/*
 * A convolution is linear in the image and in the weight, and so are its gradients: each of the
 * three ops has the two others as gradients.
 */

export const conv2d: Rule<AttributesOf<'conv2d'>> = [
  (g, step) => {
    const { geometry } = step.attributes;
    const size = sizeOf(tensorAt(step, 0));
    return dispatch(ops.conv2dGradInput, [g, tensorAt(step, 1)], { geometry, size });
  },
  (g, step) => {
    const { geometry } = step.attributes;
    const size = sizeOf(tensorAt(step, 1));
    return dispatch(ops.conv2dGradWeight, [tensorAt(step, 0), g], { geometry, size });
  },
];

export const conv2dGradInput: Rule<AttributesOf<'conv2dGradInput'>> = [
  (g, step) => {
    const { geometry } = step.attributes;
    return dispatch(ops.conv2d, [g, tensorAt(step, 1)], { geometry });
  },
  (g, step) => {
    const { geometry } = step.attributes;
    const size = sizeOf(tensorAt(step, 1));
    return dispatch(ops.conv2dGradWeight, [g, tensorAt(step, 0)], { geometry, size });
  },
];

export const conv2dGradWeight: Rule<AttributesOf<'conv2dGradWeight'>> = [
  (g, step) => {
    const { geometry } = step.attributes;
    const size = sizeOf(tensorAt(step, 0));
    return dispatch(ops.conv2dGradInput, [tensorAt(step, 1), g], { geometry, size });
  },
  (g, step) => {
    const { geometry } = step.attributes;
    return dispatch(ops.conv2d, [tensorAt(step, 0), g], { geometry });
  },
];
