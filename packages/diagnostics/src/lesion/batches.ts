import type { Tensor } from '@plumbline/tensor';
import { checkBatch } from '../check-batch.ts';
import { type Sample, type SampleOptions, type Trial, trialOf } from '../sample.ts';

/** What a network is tried on: one batch, or several, as a loader gives them. */
export type Batches = Sample | Iterable<Sample>;

/** RangeError without batches, and for an empty one. */
export function trialsOf(name: string, batches: Batches, options: SampleOptions): Trial[] {
  const samples = isSample(batches) ? [batches] : [...batches];
  if (samples.length === 0) throw new RangeError(`${name}: there are no batches`);
  const trials = samples.map((sample) => trialOf(sample, options));
  for (const { input } of trials) checkBatch(name, input);
  return trials;
}

/** A list of two tensors is an input and its target. */
function isSample(batches: Batches): batches is Sample {
  if ('isPlumblineTensor' in batches) return true;
  return Array.isArray(batches) && batches.length === 2 && batches.every(isTensor);
}

function isTensor(value: Tensor | object): value is Tensor {
  return 'isPlumblineTensor' in value;
}
