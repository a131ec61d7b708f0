import type { Flow, LayerFlow } from '@plumbline/report';
import { startsAsIdentity } from './collapsed-branch.ts';
import { trainedLayers } from './series.ts';
import { isGate } from './surroundings.ts';

export interface UpdateRatio {
  readonly layer: LayerFlow;
  /**
   * |w after the step - w| / |w when the record began| in the newest passes, oldest first. By the norm
   * at the beginning, since Adam's steps stay small beside weights that they have blown up.
   */
  readonly ratios: readonly number[];
}

/**
 * The update ratios of layers for which `passes` steps or more were seen, that many of each. Gates and
 * weights that start at 0 are left out: any step is large for them.
 */
export function updateRatios(flow: Flow, passes: number): UpdateRatio[] {
  return ratiosByPass(flow).flatMap(({ layer, ratios: all }) => {
    const ratios = all.filter((ratio) => !Number.isNaN(ratio)).slice(-passes);
    return ratios.length < passes ? [] : [{ layer, ratios }];
  });
}

/** The same of all passes, NaN in those without a step. */
export function ratiosByPass(flow: Flow): UpdateRatio[] {
  return trainedLayers(flow).flatMap((layer) => {
    const { kind, update = [], weight = [] } = layer;
    const first = weight[0] ?? 1;
    if (isGate(kind) || first === 0) return [];
    return [
      { layer, ratios: update.map((ratio, row) => (ratio * (weight[row] ?? first)) / first) },
    ];
  });
}

/** Whether its gradient is small on purpose: its branch starts as nothing. */
export function isBehindGate(flow: Flow, { block }: LayerFlow): boolean {
  return block !== null && startsAsIdentity(flow, { name: block });
}
