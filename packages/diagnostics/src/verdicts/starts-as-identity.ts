import type { BlockFlow, Flow } from '@plumbline/report';
import { isGate } from './surroundings.ts';

/** Whether a gate closes the block's branch, or a layer in it has weights that were all 0. */
export function startsAsIdentity({ layers }: Flow, { name }: Pick<BlockFlow, 'name'>): boolean {
  return layers.some(
    ({ kind, block, weight }) => block === name && (isGate(kind) || weight?.[0] === 0),
  );
}
