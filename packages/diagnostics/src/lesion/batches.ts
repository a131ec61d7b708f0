import { checkBatch } from '../check-batch.ts';
import { isSample, type Sample, type SampleOptions, type Trial, trialOf } from '../sample.ts';

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
