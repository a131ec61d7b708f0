import { noGrad } from '@plumbline/autograd';
import type { Batch } from '@plumbline/data';
import type { Module } from '@plumbline/layers';
import type { Tensor } from '@plumbline/tensor';

/** A mean over a batch, of one element: `(logits, y) => logits.argmax(1).eq(y).mean()`. */
export type Metric = (output: Tensor, target: Tensor) => Tensor;

/** What can be looped over for batches: a `DataLoader`, an array, a generator. */
export type Batches = Iterable<Batch> | AsyncIterable<Batch>;

/**
 * The mean of each metric over all examples of all batches. Meanwhile the model behaves as in `eval`
 * and no gradients are recorded. RangeError without examples, or for a metric of several elements.
 */
export async function evaluate(
  model: Module,
  batches: Batches,
  metrics: Readonly<Record<string, Metric>>,
): Promise<Readonly<Record<string, number>>> {
  const modes = model.namedModules().map(([, module]) => ({ module, training: module.training }));
  model.eval();
  const sums = new Map(Object.keys(metrics).map((name) => [name, 0]));
  let examples = 0;
  try {
    for await (const [x, y] of batches) {
      const count = x.shape[0] ?? 1;
      const means = noGrad(() => {
        const output = model.forward(x);
        return Object.entries(metrics).map(([name, metric]) => ({ name, mean: metric(output, y) }));
      });
      for (const { name, mean } of means) {
        sums.set(name, (sums.get(name) ?? 0) + count * (await onlyElement(mean, name)));
        mean.release('evaluate');
      }
      examples += count;
    }
  } finally {
    for (const { module, training } of modes) module.training = training;
  }
  if (examples === 0) throw new RangeError('evaluate: there are no examples');
  return Object.fromEntries([...sums].map(([name, sum]) => [name, sum / examples]));
}

/** As `item()`, also where an engine can't read at once. */
export async function onlyElement(tensor: Tensor, name: string): Promise<number> {
  const [element] = await tensor.data();
  if (element === undefined || tensor.size !== 1) {
    throw new RangeError(`${name}: expected one element, got shape [${tensor.shape.join(', ')}]`);
  }
  return element;
}
