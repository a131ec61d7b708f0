import type { BlockFlow, Finding, Flow } from '@plumbline/report';
import { formatNorm } from '@plumbline/report';
import { type BranchRatios, branchRatios } from './branch-ratios.ts';
import type { Rule } from './rule.ts';
import { passesSeen } from './series.ts';
import { isGate } from './surroundings.ts';

/** Thresholds of the rule `collapsed-branch`. */
export interface CollapsedThresholds {
  /**
   * |F(x)| / |s(x)|, or |branch term| / |identity term|. Default 1e-3; in networks that train well it
   * was 0.05 or more, blocks that start as the identity on purpose aside.
   */
  readonly minRatio: number;
  /**
   * For how many passes such a block may stay the identity before that is a warning. Default 1000,
   * about an epoch of a small data set.
   */
  readonly patience: number;
}

/**
 * A branch that adds nothing to its shortcut, forward or backward. Where it starts like that on
 * purpose (ReZero, SkipInit, LayerScale, weights of 0 as in Fixup), it is a note.
 */
export const collapsedBranch: Rule<CollapsedThresholds> = {
  defaults: { minRatio: 1e-3, patience: 1000 },
  check({ flow }, { minRatio, patience }) {
    if (flow === undefined) return [];
    const collapsed = branchRatios(flow).filter(
      ({ forward, backward }) => forward < minRatio || backward < minRatio,
    );
    const isEarly = passesSeen(flow) < patience;
    const isMeant = ({ block }: BranchRatios) => isEarly && startsAsIdentity(flow, block);
    return [
      ...finding(
        collapsed.filter((block) => !isMeant(block)),
        'warning',
        minRatio,
      ),
      ...finding(collapsed.filter(isMeant), 'note', minRatio),
    ];
  },
};

/** Whether a gate closes the block's branch, or a layer in it has weights that were all 0. */
export function startsAsIdentity({ layers }: Flow, { name }: Pick<BlockFlow, 'name'>): boolean {
  return layers.some(
    ({ kind, block, weight }) => block === name && (isGate(kind) || weight?.[0] === 0),
  );
}

function finding(
  collapsed: readonly BranchRatios[],
  severity: 'warning' | 'note',
  minRatio: number,
): Finding[] {
  const [first] = collapsed;
  if (first === undefined) return [];
  const { block, forward, backward } = first;
  const isMeant = severity === 'note';
  return [
    {
      rule: 'collapsed-branch',
      severity,
      title: isMeant
        ? 'Residual blocks are still the identity that they start as.'
        : 'A residual branch adds nothing to its shortcut.',
      layers: collapsed.map(({ block: { name } }) => name),
      evidence: `In ${block.name} the branch is ${formatNorm(forward)} times the shortcut forward and ${formatNorm(backward)} times backward; ${collapsed.length} ${collapsed.length === 1 ? 'block is' : 'blocks are'} below ${minRatio}.`,
      cause: isMeant
        ? 'A gate or a weight that starts at or near 0 closes the branch.'
        : 'Weights in the branch that are far too small, dead units in it, or weight decay without a gradient against it.',
      advice: isMeant
        ? ['Nothing at initialization; later, see that the gates are given to the optimizer.']
        : [
            'Initialize the branch anew, or normalize in it.',
            'Take the block out: the network computes the same without it.',
          ],
      measured: Math.min(...[forward, backward].filter((ratio) => !Number.isNaN(ratio))),
      threshold: minRatio,
      source:
        'Veit et al. 2016, section 4; De and Smith 2020; Zhang et al. 2019, "Fixup initialization"',
    },
  ];
}
