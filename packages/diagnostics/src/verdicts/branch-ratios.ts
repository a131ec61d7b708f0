import type { BlockFlow, Flow } from '@plumbline/report';
import { median, recent } from './series.ts';

/**
 * A residual block's branch beside its shortcut in the newest passes, of which the medians: stochastic
 * depth may drop a branch in one of them. NaN where not measured.
 */
export interface BranchRatios {
  readonly block: BlockFlow;
  /** |F(x)| / |s(x)|. */
  readonly forward: number;
  /** |branch term| / |identity term| of dL/dx. */
  readonly backward: number;
}

const passes = 5;

/** In running order, as far as names tell: that of `flow.blocks`. */
export function branchRatios({ blocks }: Flow): BranchRatios[] {
  return blocks.map((block) => ({
    block,
    forward: median(recent(block.forwardRatio, passes)),
    backward: median(
      recent(
        block.branch.map((norm, row) => norm / (block.identity[row] ?? Number.NaN)),
        passes,
      ),
    ),
  }));
}
