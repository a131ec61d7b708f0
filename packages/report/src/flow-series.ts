import type { BlockFlow, Flow, LayerFlow } from './schema/flow.ts';

/** A layer with weights. */
export type WeightFlow = LayerFlow & { readonly weightGradient: readonly number[] };

/** The layers of `flow` that have weights. */
export function weightLayers({ layers }: Flow): WeightFlow[] {
  return layers.filter((layer): layer is WeightFlow => layer.weightGradient !== undefined);
}

/** The branch's share of the gradient at a block's input: |branch| / (|identity| + |branch|). */
export function branchShare({ identity, branch }: BlockFlow, row: number): number {
  const [i, b] = [identity[row] ?? Number.NaN, branch[row] ?? Number.NaN];
  return b / (i + b);
}
