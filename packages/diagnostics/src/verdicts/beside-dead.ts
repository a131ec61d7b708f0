import type { Flow, LayerFlow } from '@plumbline/report';
import { recent } from './series.ts';

/**
 * Whether a layer gets no gradient worth the name since units are dead: its own or those of a layer
 * behind it, which pass none on, or of the one before it, which are all that it reads. `share`: of dead units, in
 * each of the newest `passes`.
 */
export function isBesideDead(flow: Flow, layer: LayerFlow, share: number, passes = 1): boolean {
  const at = flow.layers.indexOf(layer);
  return flow.layers.slice(Math.max(0, at - 1)).some(({ dead, block }) => {
    const shares = recent(dead, passes);
    // A shortcut carries the gradient of layers outside a block around what is dead in it.
    const isOnTheWay = block === null || isWithin(layer, block);
    return isOnTheWay && shares.length > 0 && Math.min(...shares) >= share;
  });
}

function isWithin(layer: LayerFlow, block: string): boolean {
  return (
    block === '(model)' || layer.block === block || layer.block?.startsWith(`${block}.`) === true
  );
}
