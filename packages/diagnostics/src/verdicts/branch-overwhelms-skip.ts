import { formatNorm } from '@plumbline/report';
import { branchRatios } from './branch-ratios.ts';
import type { Rule } from './rule.ts';

/** Thresholds of the rule `branch-overwhelms-skip`. */
export interface OverwhelmsThresholds {
  /**
   * |F(x)| / |s(x)| and |branch term| / |identity term|, both. Default 20; in networks that train
   * well neither was above 3.5. Where a branch outweighs its shortcut in every block the network is a
   * plain one (De and Smith 2020: depth is trained where branches are small).
   */
  readonly maxRatio: number;
}

/** A branch beside which the shortcut does not count: the block is no longer residual. */
export const branchOverwhelmsSkip: Rule<OverwhelmsThresholds> = {
  defaults: { maxRatio: 20 },
  check({ flow }, { maxRatio }) {
    if (flow === undefined) return [];
    // Where the forward ratio was not measured, the backward one decides.
    const found = branchRatios(flow).filter(
      ({ forward, backward }) => backward > maxRatio && !(forward <= maxRatio),
    );
    const [first] = found;
    if (first === undefined) return [];
    const { block, forward, backward } = first;
    return [
      {
        rule: 'branch-overwhelms-skip',
        severity: 'warning',
        title: 'A residual branch drowns its shortcut.',
        layers: found.map(({ block: { name } }) => name),
        evidence: `In ${block.name} the branch is ${formatNorm(forward)} times the shortcut forward and ${formatNorm(backward)} times backward; ${found.length} ${found.length === 1 ? 'block is' : 'blocks are'} above ${maxRatio}.`,
        cause:
          'Weights in the branch that are too large for what the shortcut carries, or an input that is too small.',
        advice: [
          'Start the branch small: scale: new ReZero() or new LayerScale(channels), or zeroInitResidual.',
          'Normalize in the branch, and scale the input of the first block to about 1.',
        ],
        measured: Number.isNaN(forward) ? backward : Math.min(forward, backward),
        threshold: maxRatio,
        source: 'De and Smith 2020; Zhang et al. 2019, "Fixup initialization"',
      },
    ];
  },
};
