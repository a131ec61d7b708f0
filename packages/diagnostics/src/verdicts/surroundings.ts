import type { Flow, LayerFlow } from '@plumbline/report';

/** What a network is made of, as far as the kinds of its layers tell. */
export interface Surroundings {
  /** Kinds of squashing activations, as 'Sigmoid'. */
  readonly squashing: readonly string[];
  readonly hasNormalization: boolean;
  readonly hasShortcuts: boolean;
  /** The batch normalization that fits its layers. */
  readonly batchNorm: 'BatchNorm1d' | 'BatchNorm2d';
}

export function surroundingsOf({ layers, blocks }: Flow): Surroundings {
  const kinds = [...new Set(layers.map(({ kind }) => kind))];
  return {
    squashing: kinds.filter(isSquashing),
    hasNormalization: kinds.some((kind) => kind.includes('Norm')),
    hasShortcuts: blocks.length > 0,
    batchNorm: batchNormOf(layers),
  };
}

/** That of images where layers have images, else that of vectors. */
export function batchNormOf(layers: readonly Pick<LayerFlow, 'kind'>[]): Surroundings['batchNorm'] {
  return layers.some(({ kind }) => /^Conv\w*2d$/.test(kind)) ? 'BatchNorm2d' : 'BatchNorm1d';
}

export function isSquashing(kind: string): boolean {
  return /^(Sigmoid|Tanh|Hardsigmoid|Hardtanh|Softsign|LogSigmoid)$/.test(kind);
}

/** Kinds that let a residual branch start as nothing on purpose. */
export function isGate(kind: string): boolean {
  return /^(ReZero|SkipInit|LayerScale)$/.test(kind);
}
