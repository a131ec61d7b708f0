import { backward } from '@plumbline/autograd';
import type { Module } from '@plumbline/layers';
import type { Flow } from '@plumbline/report';
import { checkOptions } from '@plumbline/tensor';
import { checkBatch } from '../check-batch.ts';
import { checkCount } from '../check-count.ts';
import { watch } from '../flow/watch.ts';
import { type Sample, type SampleOptions, trialOf } from '../sample.ts';
import { undisturbed } from '../undisturbed.ts';

export interface PassesOptions extends SampleOptions {
  /** Default 2. */
  readonly passes?: number;
  /** Called after each pass. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** What flows through a model in some passes over one sample; `name` is for errors. */
export function watchedPasses(
  name: string,
  model: Module,
  sample: Sample,
  options: PassesOptions = {},
): Flow {
  checkOptions(name, options, ['passes', 'loss', 'onProgress']);
  const { passes = 2, onProgress } = options;
  const { input, loss } = trialOf(sample, options);
  checkCount(passes, `${name}: passes`);
  checkBatch(name, input);
  return undisturbed(model, () => {
    // Made in here: an older watch takes no measurement for training.
    const flow = watch(model);
    try {
      for (let pass = 0; pass < passes; pass++) {
        const value = loss(model.forward(input));
        flow.loss(value);
        backward(value);
        onProgress?.(pass + 1, passes);
      }
      return flow.record();
    } finally {
      flow.stop();
    }
  });
}
