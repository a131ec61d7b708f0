import type { Flow, LayerFlow } from '@plumbline/report';
import { trainedLayers } from './series.ts';
import { startsAsIdentity } from './starts-as-identity.ts';
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
 * The update ratios of layers for which `least` steps or more were seen, at most `most` of each. Gates and
 * weights that start at 0 are left out: any step is large for them.
 */
export function updateRatios(flow: Flow, least: number, most = least): UpdateRatio[] {
  return ratiosByPass(flow).flatMap(({ layer, ratios: all }) => {
    const ratios = all.filter((ratio) => !Number.isNaN(ratio)).slice(-most);
    return ratios.length < least ? [] : [{ layer, ratios }];
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

/** A step that changed a layer by more than a ratio. */
export interface LargeStep {
  /** Its row in the record. */
  readonly row: number;
  readonly layer: LayerFlow;
  readonly ratio: number;
}

/** What the first step before row `end` that is larger than `maxRatio` for any layer did to those, the largest first. */
export function firstLargeSteps(
  flow: Flow,
  maxRatio: number,
  end = flow.passes.length,
): LargeStep[] {
  const layers = ratiosByPass(flow);
  for (let row = 0; row < end; row++) {
    const large = layers
      .map(({ layer, ratios }) => ({ row, layer, ratio: ratios[row] ?? 0 }))
      .filter(({ ratio }) => ratio > maxRatio)
      .sort((a, b) => b.ratio - a.ratio);
    if (large.length > 0) return large;
  }
  return [];
}

/** Whether its gradient is small on purpose: its branch starts as nothing. */
export function isBehindGate(flow: Flow, { block }: LayerFlow): boolean {
  return block !== null && startsAsIdentity(flow, { name: block });
}
