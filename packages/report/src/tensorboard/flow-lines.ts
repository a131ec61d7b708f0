import { branchShare } from '../flow-series.ts';
import type { BlockFlow, Flow, LayerFlow } from '../schema/flow.ts';
import type { Line } from './line.ts';

const layerSeries = [
  'activation',
  'activationGradient',
  'weight',
  'weightGradient',
  'update',
  'dead',
  'saturated',
  'nonFinite',
] as const satisfies readonly (keyof LayerFlow)[];

const blockSeries = [
  'identity',
  'branch',
  'whole',
  'sum',
  'cosine',
  'forwardRatio',
  'forwardCosine',
] as const satisfies readonly (keyof BlockFlow)[];

/** The series of a flow by pass: `loss`, and for a layer or block `SERIES/NAME`. */
export function flowLines(flow: Flow): Line[] {
  const { passes: steps, loss, layers, blocks } = flow;
  const ofLayers = layerSeries.flatMap((series) =>
    layers.map((layer) => ({ tag: `${series}/${layer.name}`, values: layer[series] ?? [], steps })),
  );
  const ofBlocks = blockSeries.flatMap((series) =>
    blocks.map((block) => ({ tag: `${series}/${block.name}`, values: block[series] ?? [], steps })),
  );
  const shares = blocks.map((block) => ({
    tag: `branchShare/${block.name}`,
    values: steps.map((_, row) => branchShare(block, row)),
    steps,
  }));
  return [{ tag: 'loss', values: loss ?? [], steps }, ...ofLayers, ...ofBlocks, ...shares];
}
