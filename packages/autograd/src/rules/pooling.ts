import { dispatch, ops, zeros } from '@plumbline/tensor';
import { type AttributesOf, type Rule, tensorAt } from './rule.ts';

/**
 * The whole gradient of a window goes to its first largest element (PyTorch's subgradient). By the
 * rules of scatterAdd the gradient of this one gathers from the same places.
 */
export const maxPool2d: Rule<AttributesOf<'maxPool2d'>> = [
  (g, step) => {
    const image = tensorAt(step, 0);
    const [n = 0, c = 0, h = 0, w = 0] = image.shape;
    const [, , rows = 0, columns = 0] = step.output.shape;
    const positions = dispatch(ops.maxPool2dIndex, [image], step.attributes);
    const windows = [n, c, rows * columns];
    return zeros([n, c, h * w], { dtype: g.dtype })
      .scatterAdd(2, positions.reshape(windows), g.reshape(windows))
      .reshape(image.shape);
  },
];

export const avgPool2d: Rule<AttributesOf<'avgPool2d'>> = [
  (g, step) => {
    const [, , height = 0, width = 0] = tensorAt(step, 0).shape;
    return dispatch(ops.avgPool2dGrad, [g], { ...step.attributes, size: [height, width] });
  },
];
/** The transpose of a transpose. */
export const avgPool2dGrad: Rule<AttributesOf<'avgPool2dGrad'>> = [
  (g, { attributes: { kernel, stride, padding, dilation } }) =>
    dispatch(ops.avgPool2d, [g], { kernel, stride, padding, dilation }),
];
