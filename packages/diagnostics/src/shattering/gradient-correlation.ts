import { noGrad } from '@plumbline/autograd';
import type { Module } from '@plumbline/layers';
import type { Tensor } from '@plumbline/tensor';
import { inputGradients } from './input-gradients.ts';

/**
 * Correlation between the gradients at two of the inputs [N, ...], over all pairs of different ones:
 * mean of ⟨g_a, g_b⟩ / mean of |g_a|² (Balduzzi et al. 2017: their covariance by their
 * variance, both over random weights, around their mean, 0). NaN for one input.
 */
export function gradientCorrelation(model: Module, inputs: Tensor): number {
  const [count = 0] = inputs.shape;
  return noGrad(() => {
    const gradients = inputGradients(model, inputs);
    // By the largest element first: squares of small numbers are 0.
    const level = gradients.div(gradients.abs().max());
    const squares = level.square().sum().item();
    const together = level.sum(0).square().sum().item();
    return (together - squares) / ((count - 1) * squares);
  });
}
