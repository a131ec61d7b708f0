import type { Parameter } from '@plumbline/autograd';
import { type Generator, randn, scope, type Tensor } from '@plumbline/tensor';

/**
 * A random direction for `parameter`, each filter of which is as long as the parameter's (Li et
 * al. 2018, "Visualizing the loss landscape of neural nets", section 4: d_ij ← d_ij / |d_ij| ·
 * |w_ij|). A filter is what one index of the first axis has: what makes one output of a linear
 * layer or a convolution. Null for a parameter of fewer than two axes, which stays where it is:
 * biases, and those of batch normalization.
 */
export function filterNormalized(parameter: Parameter, generator: Generator): Tensor | null {
  const { shape, dtype, rank } = parameter;
  if (rank < 2) return null;
  return scope(() => {
    const direction = randn(shape, { dtype, generator });
    return direction.div(filterNorms(direction)).mul(filterNorms(parameter));
  });
}

/** [filters, 1, ...] */
function filterNorms(w: Tensor): Tensor {
  const axes = Array.from({ length: w.rank - 1 }, (_, i) => i + 1);
  return w.square().sum(axes, { keepdim: true }).sqrt();
}
