import type { BlockFlow, Flow, LayerFlow } from '@plumbline/report';
import { measured } from '../flow/measured.ts';

/** The first `end` recorded passes alone. */
export function flowBefore(flow: Flow, end: number): Flow {
  const cut: Cut = (series = []) => series.slice(0, end);
  return {
    passes: cut(flow.passes),
    ...measured({ loss: cut(flow.loss), inputNonFinite: cut(flow.inputNonFinite) }),
    layers: flow.layers.map((layer) => layerBefore(layer, cut)),
    blocks: flow.blocks.map((block) => blockBefore(block, cut)),
  };
}

type Cut = (series: readonly number[] | undefined) => number[];

function layerBefore(layer: LayerFlow, cut: Cut): LayerFlow {
  const { name, kind, block, parameters, frozen, outputSize } = layer;
  return {
    name,
    kind,
    block,
    parameters,
    frozen,
    ...(outputSize === undefined ? {} : { outputSize }),
    ...measured({
      activation: cut(layer.activation),
      activationGradient: cut(layer.activationGradient),
      weight: cut(layer.weight),
      weightGradient: cut(layer.weightGradient),
      update: cut(layer.update),
      dead: cut(layer.dead),
      saturated: cut(layer.saturated),
      nonFinite: cut(layer.nonFinite),
    }),
  };
}

function blockBefore(block: BlockFlow, cut: Cut): BlockFlow {
  return {
    name: block.name,
    identity: cut(block.identity),
    branch: cut(block.branch),
    whole: cut(block.whole),
    ...measured({
      sum: cut(block.sum),
      cosine: cut(block.cosine),
      forwardRatio: cut(block.forwardRatio),
      forwardCosine: cut(block.forwardCosine),
    }),
  };
}
