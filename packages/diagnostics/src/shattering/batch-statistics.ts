import { noGrad } from '@plumbline/autograd';
import { BatchNorm1d, BatchNorm2d, type Module } from '@plumbline/layers';
import { keep, type Tensor } from '@plumbline/tensor';

/**
 * Gives the batch normalizations of `model` that train the mean and variance of `batch` as constants:
 * outputs are those of training, but no example's output depends on another example any more. For use in
 * `undisturbed`, which puts estimates and modes back. Those without running estimates stay as they are.
 */
export function freezeBatchStatistics(model: Module, batch: Tensor): void {
  const norms = model
    .namedModules()
    .map(([, module]) => module)
    .filter((module) => module instanceof BatchNorm1d || module instanceof BatchNorm2d)
    .filter(({ training, running_mean }) => training && running_mean !== null);
  if (norms.length === 0) return;
  const removes = norms.map((norm) =>
    norm.onForwardPre((_, input) => {
      const axes = input.shape.flatMap((_, axis) => (axis === 1 ? [] : [axis]));
      const [mean, variance] = [input.mean(axes), input.var(axes, { correction: 0 })];
      norm.running_mean = keep(mean);
      norm.running_var = keep(variance);
      norm.eval();
    }),
  );
  try {
    noGrad(() => model.forward(batch));
  } finally {
    for (const remove of removes) remove();
  }
}
