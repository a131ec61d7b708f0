import { formatNorm } from '@plumbline/report';
import type { Rule } from './rule.ts';
import { recent } from './series.ts';
import { stepsTooLarge } from './steps-too-large.ts';

/** Thresholds of the rule `dead-units`. */
export interface DeadThresholds {
  /**
   * The share of a layer's units that are 0 for all of the batch, in each of the newest passes.
   * Default 0.9; an error where all are. Up to 0.75 are 0 in networks that train well: where shortcuts
   * pad channels with zeros and branches start at zero. Karpathy (CS231n, "Neural networks 1") saw
   * "as much as 40 %" after learning rates that were too high.
   */
  readonly maxShare: number;
  /** How many passes must agree, as far as there are so many: one small batch misses units. Default 5. */
  readonly passes: number;
}

/** Rectifying units that are off for all inputs and get no gradient any more. */
export const deadUnits: Rule<DeadThresholds> = {
  defaults: { maxShare: 0.9, passes: 5 },
  check({ flow }, { maxShare, passes }) {
    const dead = (flow?.layers ?? []).flatMap(({ name, kind, dead: series }) => {
      const shares = recent(series, passes);
      const share = Math.min(...shares);
      const since = series?.findIndex((value) => value >= maxShare) ?? 0;
      return shares.length > 0 && share >= maxShare ? [{ name, kind, share, since }] : [];
    });
    const [first] = dead;
    if (first === undefined) return [];
    const all = dead.some(({ share }) => share === 1);
    return [
      {
        rule: 'dead-units',
        severity: all ? 'error' : 'warning',
        title: all ? 'A whole layer is dead.' : 'Most units of a layer are dead.',
        layers: dead.map(({ name }) => name),
        evidence: `${formatNorm(100 * first.share)} % of the units of ${first.name} (${first.kind}) are 0 for all of the batch${others(dead.length - 1)}.`,
        cause:
          // What came after it was dead for the first time has not killed it.
          (flow && stepsTooLarge(flow, first.since)) ??
          'What comes in is below 0 for every example: a large negative bias, often after a step ' +
            'that was too large, or an input that has the same sign everywhere.',
        advice: [
          'Lower the learning rate, or warm it up.',
          'Normalize before the activation.',
          `Use LeakyReLU or GELU in place of ${[...new Set(dead.map(({ kind }) => kind))].join(' and ')}: they pass a gradient below 0.`,
        ],
        measured: first.share,
        threshold: maxShare,
        source:
          'Lu et al. 2019, "Dying ReLU and initialization"; Maas et al. 2013, "Rectifier nonlinearities"',
      },
    ];
  },
};

function others(count: number): string {
  return count === 0
    ? ''
    : `, and ${count} further ${count === 1 ? 'layer is' : 'layers are'} like it`;
}
