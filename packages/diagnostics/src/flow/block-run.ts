import { Highway, type Module, type Residual } from '@plumbline/layers';
import type { Tensor } from '@plumbline/tensor';
import type { Pass } from './pass.ts';
import type { Side, SplitArrivals } from './split-terms.ts';

/** One run of a residual block, as far as it has come. */
export interface BlockRun {
  readonly block: Residual;
  readonly pass: Pass;
  readonly arrivals: SplitArrivals;
  /** The sides that were entered. A module may also be called elsewhere: its first call counts. */
  readonly entered: Set<Side>;
  skipped: Tensor | null;
  transformed: Tensor | null;
  isJoined: boolean;
}

/** The module that runs last before the two sides come together. */
export function lastBeforeJoin(block: Residual): Module {
  if (block instanceof Highway) return block.gate;
  return typeof block.scale === 'number' ? block.branch : block.scale;
}

/**
 * s(x) and F(x), whose sum is the block's output before its activation: with their scales, or the
 * gate t = sigmoid(gate(x)) of a `Highway`, (1 - t) x + t F(x). `last` is what `lastBeforeJoin`
 * returned.
 */
export function forwardTerms(
  { block, skipped, transformed }: BlockRun,
  last: Tensor,
): [shortcut: Tensor, branch: Tensor] | null {
  if (skipped === null || transformed === null) return null;
  if (block instanceof Highway) {
    const gate = last.sigmoid();
    return [skipped.mul(gate.neg().add(1)), transformed.mul(gate)];
  }
  const { scale, shortcutScale } = block;
  return [scaled(skipped, shortcutScale), typeof scale === 'number' ? scaled(last, scale) : last];
}

function scaled(x: Tensor, scale: number): Tensor {
  return scale === 1 ? x : x.mul(scale);
}
