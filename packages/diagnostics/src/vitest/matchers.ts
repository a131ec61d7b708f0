import { checkOptions } from '@plumbline/tensor';
import type { Sample, SampleOptions } from '../sample.ts';
import { type DiagnoseOptions, diagnoseOptions } from '../verdicts/diagnose.ts';
import type { Thresholds } from '../verdicts/rules.ts';
import { judge, type Verdict } from './verdict.ts';

export { toPropagateSignal } from './propagate-signal.ts';

/** Options of `toPassGradients`. */
export interface PassGradientsOptions
  extends SampleOptions,
    Partial<Thresholds['vanishing-gradient']>,
    Partial<Thresholds['exploding-gradient']> {}

/** The gradient reaches every layer, neither lost nor blown up on the way. */
export function toPassGradients(
  received: unknown,
  sample: Sample,
  options: PassGradientsOptions = {},
): Verdict {
  checkOptions('toPassGradients', options, ['loss', 'minRatio', 'maxRatio']);
  const { minRatio = 1e-3, maxRatio = 1e3, ...trial } = options;
  const rules = {
    'vanishing-gradient': { minRatio },
    'exploding-gradient': { maxRatio },
  };
  return judge('to pass gradients', received, sample, { ...trial, rules }, [
    'non-finite',
    'no-gradient',
    'vanishing-gradient',
    'exploding-gradient',
  ]);
}

/** Options of `toHaveNoDeadUnits`. */
export interface DeadUnitsOptions
  extends SampleOptions,
    Partial<Pick<Thresholds['dead-units'], 'maxShare'>> {}

/** No layer of rectifiers is dead. */
export function toHaveNoDeadUnits(
  received: unknown,
  sample: Sample,
  options: DeadUnitsOptions = {},
): Verdict {
  checkOptions('toHaveNoDeadUnits', options, ['loss', 'maxShare']);
  const { maxShare = 0.5, ...trial } = options;
  const rules = { 'dead-units': { maxShare } };
  return judge('to have no dead units', received, sample, { ...trial, rules }, ['dead-units']);
}

/** No rule finds more than a note. */
export function toBeHealthy(
  received: unknown,
  sample: Sample,
  options: DiagnoseOptions = {},
): Verdict {
  checkOptions('toBeHealthy', options, diagnoseOptions);
  return judge('to be healthy', received, sample, options, null);
}
