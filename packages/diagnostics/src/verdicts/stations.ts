import type { BlockFlow, Flow, LayerFlow } from '@plumbline/report';
import { newest } from './series.ts';

/** A place that the gradient passes: the output of a layer, or the input of a residual block. */
export interface Station {
  /** The layer's or block's path. */
  readonly name: string;
  readonly layer: LayerFlow | null;
  /** Its norm there, in the newest pass. */
  readonly gradient: number;
}

/**
 * The places at which the gradient was measured, in running order, up to the last layer with weights
 * (what comes after it, as a softmax, is part of the loss).
 */
export function stationsOf({ layers, blocks }: Flow): Station[] {
  const waiting = new Set(blocks);
  const stations = layers.flatMap((layer): Station[] => {
    const entered = [...waiting].filter((block) => isInside(layer, block));
    for (const block of entered) waiting.delete(block);
    return [
      ...entered.map((block) => ({ name: block.name, layer: null, gradient: newest(block.whole) })),
      { name: layer.name, layer, gradient: newest(layer.activationGradient) },
    ];
  });
  const measured = stations.filter(({ gradient }) => Number.isFinite(gradient));
  const last = measured.findLastIndex(
    ({ layer, gradient }) => layer !== null && layer.parameters > 0 && gradient > 0,
  );
  return measured.slice(0, last + 1);
}

function isInside({ block }: LayerFlow, { name }: BlockFlow): boolean {
  if (block === null) return false;
  return name === '(model)' || block === name || block.startsWith(`${name}.`);
}
