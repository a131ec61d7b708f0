import type { Module } from '@plumbline/layers';
import { formatNorm, positiveRange, type SignalLayer, strip } from '@plumbline/report';
import { checkOptions } from '@plumbline/tensor';
import type { Sample, SampleOptions } from '../sample.ts';
import { signalPropagation } from '../signal/signal-propagation.ts';
import { checkedModel, type Verdict } from './verdict.ts';

/** Options of `toPropagateSignal`. */
export interface PropagateSignalOptions extends SampleOptions {
  /**
   * Root mean square of the output of a layer or block, by that of the first. Default 0.01; networks
   * that train well had 0.18 or more.
   */
  readonly minRatio?: number;
  /** The same from above. Default 100; networks that train well had 2 or less. */
  readonly maxRatio?: number;
  /**
   * Mean cosine between what two different examples have become: where it is 1 the network no longer
   * tells them apart (Schoenholz et al. 2016). Default 0.999; networks that train well had
   * 0.73 or less.
   */
  readonly maxCorrelation?: number;
}

/** What goes in comes through: neither lost, nor blown up, nor the same for all examples. */
export function toPropagateSignal(
  received: unknown,
  sample: Sample,
  options: PropagateSignalOptions = {},
): Verdict {
  const matcher = 'to propagate a signal';
  const model = checkedModel(matcher, received);
  checkOptions('toPropagateSignal', options, ['loss', 'minRatio', 'maxRatio', 'maxCorrelation']);
  const { minRatio = 0.01, maxRatio = 100, maxCorrelation = 0.999, ...trial } = options;
  const steps = stepsOf(model, sample, trial);
  const first = Math.sqrt(steps[0]?.meanSquare ?? Number.NaN);
  const ratio = ({ meanSquare }: SignalLayer) => Math.sqrt(meanSquare) / first;
  const problems = [
    problem(
      steps,
      (step) => !(ratio(step) >= minRatio),
      (step) =>
        `its root mean square is ${formatNorm(ratio(step))} times that of the first, less than ${minRatio}`,
    ),
    problem(
      steps,
      (step) => ratio(step) > maxRatio,
      (step) =>
        `its root mean square is ${formatNorm(ratio(step))} times that of the first, more than ${maxRatio}`,
    ),
    problem(
      steps,
      ({ correlation }) => correlation > maxCorrelation,
      ({ correlation }) =>
        `different examples look the same there: their mean cosine is ${correlation.toFixed(5)}, more than ${maxCorrelation}`,
    ),
  ].filter((found) => found !== null);
  const isNot = problems.length === 0 ? 'not ' : '';
  return {
    pass: problems.length === 0,
    message: () =>
      [`expected ${model.constructor.name} ${isNot}${matcher}`, picture(steps), ...problems].join(
        '\n\n',
      ),
  };
}

/** Layers with weights and blocks, but the last: how large an output is is up to the loss. */
function stepsOf(model: Module, sample: Sample, options: SampleOptions): SignalLayer[] {
  const { layers } = signalPropagation(model, sample, options);
  return layers.filter(({ depth }) => depth !== undefined).slice(0, -1);
}

/** The first step that is bad, and why; NaN is. */
function problem(
  steps: readonly SignalLayer[],
  isBad: (step: SignalLayer) => boolean,
  describe: (step: SignalLayer) => string,
): string | null {
  const step = steps.find(isBad);
  return step === undefined ? null : `✗ ${step.name} (${step.kind}): ${describe(step)}.`;
}

function picture(steps: readonly SignalLayer[]): string {
  const sizes = steps.map(({ meanSquare }) => Math.sqrt(meanSquare));
  const [low, high] = positiveRange(sizes);
  return `root mean square of the output by depth, first layer to last but one, ${formatNorm(low)} (▁) to ${formatNorm(high)} (█), log scale\n  ${strip(sizes)}`;
}
