import { noGrad } from '@plumbline/autograd';
import type { Module } from '@plumbline/layers';
import type { Outcome } from '@plumbline/report';
import { sameShape, type Tensor } from '@plumbline/tensor';
import type { Trial } from '../sample.ts';

/**
 * The mean loss over all batches, each weighted by its examples (the size of the first axis), and
 * where the targets are the classes of the outputs the share of right ones.
 */
export function evaluate(model: Module, trials: readonly Trial[]): Outcome {
  let [examples, loss, right] = [0, 0, 0];
  for (const trial of trials) {
    const weight = trial.input.shape[0] ?? 1;
    const [batchLoss, batchRight] = noGrad(() => {
      const output = model.forward(trial.input);
      return [trial.loss(output).item(), accuracy(output, trial.target)];
    });
    examples += weight;
    loss += weight * batchLoss;
    right += weight * (batchRight ?? Number.NaN);
  }
  const outcome = { loss: loss / examples };
  return Number.isNaN(right) ? outcome : { ...outcome, accuracy: right / examples };
}

/** Of outputs [N, C, ...] and int32 classes [N, ...]; null for others. */
function accuracy(output: Tensor, target: Tensor | null): number | null {
  if (target === null || target.dtype !== 'int32' || output.rank === 0) return null;
  const axis = output.rank === 1 ? 0 : 1;
  const rest = output.shape.filter((_, i) => i !== axis);
  if (!sameShape(rest, target.shape)) return null;
  return output.argmax(axis).eq(target).to('float64').mean().item();
}
