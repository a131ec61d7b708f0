import { BatchNorm1d, BatchNorm2d, LayerNorm } from '@plumbline/layers';
import { scope, type Tensor } from '@plumbline/tensor';
import type { Field } from './field.ts';
import { type Arrival, meanSquareOf, type Passage, ruleFor, unknownPassage } from './passage.ts';

interface Normalization {
  readonly weight: Tensor | null;
  readonly bias: Tensor | null;
  readonly eps: number;
}

/**
 * q -> γ² + β² whatever q was, `taken` being the part of it that the mean has; and back with γ² by the
 * variance. The two directions of n that a normalization doesn't pass (the mean's and the scale's) are
 * not taken off: what comes back through another normalization hardly has them.
 */
function normalized(
  { weight, bias, eps }: Normalization,
  { meanSquare, correlation, abnormal }: Field,
  taken: number,
): Passage {
  const gamma = weight === null ? 1 : meanSquareOf(weight);
  const beta = meanSquareOf(bias);
  const variance = meanSquare - taken + eps;
  const q = gamma + beta;
  return {
    field: {
      meanSquare: q,
      correlation: ((gamma * (meanSquare * correlation - taken)) / variance + beta) / q,
      squaredMean: bias === null ? 0 : scope(() => bias.mean().item()) ** 2,
      sharedSquare: beta,
      // Also where nothing is known but that weights made it.
      abnormal: abnormal === 0 ? 0 : (abnormal * gamma) / variance,
    },
    back: (gradient) => (gradient * gamma) / variance,
  };
}

/** By the batch's own mean and variance. With running estimates there is no rule. */
function batchNorm(layer: BatchNorm1d | BatchNorm2d, { field }: Arrival): Passage {
  if (!layer.training && layer.running_mean !== null) return unknownPassage;
  return normalized(layer, field, field.sharedSquare);
}

function layerNorm(layer: LayerNorm, { field }: Arrival): Passage {
  const passage = normalized(layer, field, field.squaredMean);
  // Here a channel's mean over the batch stays.
  return { ...passage, field: { ...passage.field, sharedSquare: Number.NaN } };
}

export const normRules = [
  ruleFor(BatchNorm1d, batchNorm),
  ruleFor(BatchNorm2d, batchNorm),
  ruleFor(LayerNorm, layerNorm),
];
