import { vjp } from '@plumbline/autograd';
import type { Module } from '@plumbline/layers';
import { Generator, randn, type Tensor } from '@plumbline/tensor';
import { undisturbed } from '../undisturbed.ts';
import { freezeBatchStatistics } from './batch-statistics.ts';

/**
 * Gradients [N, D] of one output of `model` at each of the inputs [N, ...] of a mini-batch. Of several
 * outputs it is one in a random direction (normal), the same for all inputs. Batch normalization has the
 * mini-batch's mean and variance, as in training, but as constants.
 */
export function inputGradients(model: Module, inputs: Tensor): Tensor {
  return undisturbed(model, () => {
    freezeBatchStatistics(model, inputs);
    const { value, pullback } = vjp((x) => model.forward(x), inputs);
    const { shape, dtype } = value;
    const direction = randn([1, ...shape.slice(1)], { dtype, generator: new Generator(0) });
    const [gradient] = pullback(direction.expand(shape));
    if (gradient === undefined) throw new Error('vjp: no gradient for its one argument');
    return gradient.reshape([inputs.shape[0] ?? 0, -1]);
  });
}
