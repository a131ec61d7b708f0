import type { Flow } from '@plumbline/report';

/** What a network is made of, as far as the kinds of its layers tell. */
export interface Surroundings {
  /** Kinds of squashing activations, as 'Sigmoid'. */
  readonly squashing: readonly string[];
  readonly hasNormalization: boolean;
  readonly hasShortcuts: boolean;
}

export function surroundingsOf({ layers, blocks }: Flow): Surroundings {
  const kinds = [...new Set(layers.map(({ kind }) => kind))];
  return {
    squashing: kinds.filter(isSquashing),
    hasNormalization: kinds.some((kind) => kind.includes('Norm')),
    hasShortcuts: blocks.length > 0,
  };
}

export function isSquashing(kind: string): boolean {
  return /^(Sigmoid|Tanh|Hardsigmoid|Hardtanh|Softsign|LogSigmoid)$/.test(kind);
}

/** Kinds that let a residual branch start as nothing on purpose. */
export function isGate(kind: string): boolean {
  return /^(ReZero|SkipInit|LayerScale)$/.test(kind);
}
