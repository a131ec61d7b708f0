import type { BlockFlow, Finding, Flow, LayerFlow } from '@plumbline/report';
import { formatNorm } from '@plumbline/report';
import { type BranchRatios, branchRatios } from './branch-ratios.ts';
import { deadUnits } from './dead-units.ts';
import type { Rule } from './rule.ts';
import { isTrained, newest, passesSeen } from './series.ts';
import { startsAsIdentity } from './starts-as-identity.ts';

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
        flow,
        collapsed.filter((block) => !isMeant(block)),
        'warning',
        minRatio,
      ),
      ...finding(flow, collapsed.filter(isMeant), 'note', minRatio),
    ];
  },
};

function finding(
  flow: Flow,
  collapsed: readonly BranchRatios[],
  severity: 'warning' | 'note',
  minRatio: number,
): Finding[] {
  const [first] = collapsed;
  if (first === undefined) return [];
  const { block, forward, backward } = first;
  const isMeant = severity === 'note';
  const smallest = isMeant ? null : smallestLayer(flow, block);
  return [
    {
      rule: 'collapsed-branch',
      severity,
      title: isMeant
        ? 'Residual blocks are still the identity that they start as.'
        : 'A residual branch adds nothing to its shortcut.',
      layers: [
        ...collapsed.map(({ block: { name } }) => name),
        ...(smallest === null ? [] : [smallest.layer.name]),
      ],
      evidence: `In ${block.name} the branch is ${formatNorm(forward)} times the shortcut forward and ${formatNorm(backward)} times backward; ${collapsed.length} ${collapsed.length === 1 ? 'block is' : 'blocks are'} below ${minRatio}.`,
      cause: isMeant
        ? 'A gate or a weight that starts at or near 0 closes the branch.'
        : causeOf(flow, block, smallest),
      advice: isMeant
        ? ['Nothing at initialization; later, see that the gates are given to the optimizer.']
        : [
            `Initialize ${smallest?.layer.name ?? 'the branch'} anew, or normalize in the branch.`,
            'Take the block out: the network computes the same without it.',
          ],
      measured: Math.min(...[forward, backward].filter((ratio) => !Number.isNaN(ratio))),
      threshold: minRatio,
      source:
        'Veit et al. 2016, section 4; De and Smith 2020; Zhang et al. 2019, "Fixup initialization"',
    },
  ];
}

/** A layer of a branch, and the root mean square of its output by that of what comes before it. */
interface Gain {
  readonly layer: LayerFlow;
  readonly gain: number;
}

/** How much a layer may take away before it is to blame. */
const local = 0.01;

/** The layer with weights that takes away most in the branch, if one alone takes away much. */
function smallestLayer({ layers }: Flow, { name }: BlockFlow): Gain | null {
  const [smallest] = layers
    .map((layer, at): Gain => ({ layer, gain: meanOf(layer) / meanOf(layers[at - 1]) }))
    .filter(({ layer, gain }) => layer.block === name && layer.parameters > 0 && gain < local)
    .sort((a, b) => a.gain - b.gain);
  return smallest ?? null;
}

/** Root mean square of a layer's output. */
function meanOf(layer: LayerFlow | undefined): number {
  return newest(layer?.activation) / Math.sqrt(layer?.outputSize ?? Number.NaN);
}

/** Those causes that the numbers allow. */
function causeOf({ layers }: Flow, { name }: BlockFlow, smallest: Gain | null): string {
  const inside = layers.filter(({ block }) => block === name);
  const dead = inside.find((layer) => newest(layer.dead) >= deadUnits.defaults.maxShare);
  const weights =
    smallest === null
      ? 'Weights in the branch that are far too small'
      : `The weights of ${smallest.layer.name} (${smallest.layer.kind}) are far too small: it returns ${formatNorm(smallest.gain)} times what the layer before it does`;
  const parts = [
    dead === undefined
      ? weights
      : `${formatNorm(100 * newest(dead.dead))} % of the units of ${dead.name} are dead`,
    ...(isTrained(inside)
      ? ['weight decay may have shrunk them, without a gradient against it']
      : []),
  ];
  return `${parts.join('; ')}.`;
}
