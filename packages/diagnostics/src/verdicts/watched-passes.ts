import { backward } from '@plumbline/autograd';
import type { Module } from '@plumbline/layers';
import type { Flow } from '@plumbline/report';
import { checkOptions, formatShape } from '@plumbline/tensor';
import { watch } from '../flow/watch.ts';
import { type Sample, type SampleOptions, trialOf } from '../sample.ts';
import { undisturbed } from '../undisturbed.ts';

export interface PassesOptions extends SampleOptions {
  /** Default 2. */
  readonly passes?: number;
}

/** What flows through a model in some passes over one sample; `name` is for errors. */
export function watchedPasses(
  name: string,
  model: Module,
  sample: Sample,
  options: PassesOptions = {},
): Flow {
  checkOptions(name, options, ['passes', 'loss']);
  const { passes = 2 } = options;
  const { input, loss } = trialOf(sample, options);
  if (!Number.isInteger(passes) || passes < 1) {
    throw new RangeError(`${name}: passes is a whole number from 1 up, got ${passes}`);
  }
  if (input.size === 0) {
    throw new RangeError(`${name}: the sample is empty, ${formatShape(input.shape)}; pass a batch`);
  }
  return undisturbed(model, () => {
    // Inside: a watch that was there before takes no pass of a measurement.
    const flow = watch(model);
    try {
      for (let pass = 0; pass < passes; pass++) {
        const value = loss(model.forward(input));
        flow.loss(value);
        backward(value);
      }
      return flow.record();
    } finally {
      flow.stop();
    }
  });
}
