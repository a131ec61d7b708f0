import type { Tensor } from '@plumbline/tensor';

/** The adjoint of broadcasting and promotion: a gradient summed to its input's shape, in its dtype. */
export function fitTo(gradient: Tensor, input: Tensor): Tensor {
  return sumTo(gradient, input.shape).to(input.dtype);
}

function sumTo(gradient: Tensor, shape: readonly number[]): Tensor {
  const added = gradient.rank - shape.length;
  const axes: number[] = [];
  for (const [axis, size] of gradient.shape.entries()) {
    const isRepeated = axis < added || (shape[axis - added] === 1 && size !== 1);
    if (isRepeated) axes.push(axis);
  }
  return axes.length === 0 ? gradient : gradient.sum(axes).reshape(shape);
}
