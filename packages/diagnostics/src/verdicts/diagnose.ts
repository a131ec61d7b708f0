import type { Module } from '@plumbline/layers';
import { checkOptions } from '@plumbline/tensor';
import { type Sample, type SampleOptions, trialOf } from '../sample.ts';
import { forwardSignal } from '../signal/signal-propagation.ts';
import { Diagnosis } from './diagnosis.ts';
import { type FindingsOptions, findingsOf } from './findings-of.ts';
import { watchedPasses } from './watched-passes.ts';

/** Options of `diagnose`. */
export interface DiagnoseOptions extends SampleOptions, FindingsOptions {
  /** Forward and backward passes; several tell chance (dropout, dropped paths) from rule. Default 2. */
  readonly passes?: number;
  /** Called after each pass. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** The names of all options. */
export const diagnoseOptions = ['passes', 'loss', 'onProgress', 'rules'] as const;

/**
 * What is wrong with a network, before it is trained or after: some passes over one sample, and what
 * the rules find in them. The model, its gradients and its running estimates stay as they are, and
 * its mode is the one that it is in. The learning rate is judged only beside training, where steps
 * are taken: `findingsOf({ flow: watch(model).record() })`.
 *
 * Share of dead units: a batch of 32 or more tells them from units that are off by chance. RangeError
 * for an empty sample, or a number of passes that is no count.
 */
export function diagnose(model: Module, sample: Sample, options: DiagnoseOptions = {}): Diagnosis {
  checkOptions('diagnose', options, diagnoseOptions);
  const { rules, ...trial } = options;
  const flow = watchedPasses('diagnose', model, sample, trial);
  const measured =
    rules?.['alike-examples'] === false
      ? { flow }
      : { flow, signal: forwardSignal(model, trialOf(sample, {}).input) };
  return new Diagnosis({
    title: `Diagnosis of ${model.constructor.name}`,
    model: { name: model.constructor.name, parameters: model.parameterCount },
    source: { framework: 'plumbline' },
    flow,
    findings: findingsOf(measured, rules === undefined ? {} : { rules }),
  });
}
