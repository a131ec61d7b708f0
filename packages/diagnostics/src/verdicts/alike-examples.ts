import type { SignalLayer } from '@plumbline/report';
import { deadUnits } from './dead-units.ts';
import type { Rule } from './rule.ts';
import { batchNormOf } from './surroundings.ts';

/** Thresholds of the rule `alike-examples`. */
export interface AlikeThresholds {
  /**
   * Mean cosine between what two different examples have become, from a layer on up to the last but one:
   * the last is up to the loss. Default 0.999, an angle of 2.6 degrees; in networks that train well
   * (`test/healthy.test.ts`) it was 0.9 or less at first and below 0.99 after ten steps.
   */
  readonly maxCorrelation: number;
}

/** How many times what tells examples apart may shrink at once before that layer is to blame. */
const local = 100;

/** Different examples become the same on their way through the network, which can't tell them apart. */
export const alikeExamples: Rule<AlikeThresholds> = {
  defaults: { maxCorrelation: 0.999 },
  check({ flow, signal }, { maxCorrelation }) {
    if (signal === undefined || !((signal.inputCorrelation ?? 0) <= maxCorrelation)) return [];
    // What comes after dead units is the same for all.
    if (deadUnits.check({ ...(flow && { flow }) }, deadUnits.defaults).length > 0) return [];
    const steps = signal.layers.filter(({ depth }) => depth !== undefined).slice(0, -1);
    const distinct = steps.findLastIndex(({ correlation }) => !(correlation > maxCorrelation));
    const [first, ...others] = steps.slice(distinct + 1);
    if (first === undefined) return [];
    const before = steps[distinct]?.correlation ?? signal.inputCorrelation ?? 0;
    return [
      {
        rule: 'alike-examples',
        severity: 'warning',
        title: 'Different examples look the same to the network.',
        layers: [first, ...others].map(({ name }) => name),
        evidence: `Behind ${first.name} (${first.kind}) the mean cosine between two examples is ${first.correlation.toFixed(5)}, before it ${before.toFixed(5)}; ${others.length + 1} of ${steps.length + 1} layers and blocks are above ${maxCorrelation}.`,
        cause: causeOf(first, before),
        advice: [
          `Initialize ${first.name} anew, with biases of 0.`,
          `Normalize over the batch (${batchNormOf(signal.layers)}): it takes away what examples share.`,
          'Put the layers into residual blocks (Residual), or use activations with a mean near 0.',
        ],
        measured: first.correlation,
        threshold: maxCorrelation,
        source: 'Schoenholz et al. 2017, "Deep information propagation", section 3',
      },
    ];
  },
};

function causeOf({ name, kind, correlation }: SignalLayer, before: number): string {
  return (1 - correlation) * local < 1 - before
    ? `The weights in ${name} (${kind}) are far too small beside its bias, or what they have in common is far too large.`
    : 'Each layer makes them more alike: activations with a mean far from 0, or biases that are large beside the weights.';
}
