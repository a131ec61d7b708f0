import {
  ELU,
  GELU,
  LeakyReLU,
  Mish,
  type Module,
  PReLU,
  ReLU,
  SELU,
  Sigmoid,
  SiLU,
  Softplus,
  Tanh,
} from '@plumbline/layers';
import { samplesOf } from './batch-samples.ts';
import { type GaussianMoments, gaussianMoments, rectifierMoments } from './gaussian-moments.ts';
import { type Arrival, type Passage, ruleFor, unknownPassage } from './passage.ts';

/*
 * q -> E φ(u)², c -> E φ(u) φ(v) / E φ(u)² for normal u, v, and back with E φ'(u)² (Schoenholz et al.
 * 2016).
 */

/** Largest part of what an activation reads that may be other than normal. */
const mostAbnormal = 0.1;

type MomentsOf<Layer> = (layer: Layer, meanSquare: number) => GaussianMoments;

function activation<Layer extends Module>(momentsOf: MomentsOf<Layer>) {
  return (layer: Layer, { field, inputShape }: Arrival): Passage => {
    const { meanSquare: q, correlation, sharedSquare, abnormal } = field;
    if (!(abnormal <= mostAbnormal * q)) return unknownPassage;
    const moments = momentsOf(layer, q);
    // A channel's mean square is 1/n of pairs of a value with itself, the rest of different ones.
    const self = 1 / samplesOf(inputShape);
    const shared = self === 1 ? 0 : moments.product((sharedSquare / q - self) / (1 - self));
    return {
      field: {
        meanSquare: moments.meanSquare,
        correlation: moments.product(correlation) / moments.meanSquare,
        squaredMean: moments.mean ** 2,
        sharedSquare: self * moments.meanSquare + (1 - self) * shared,
        abnormal: moments.meanSquare,
      },
      back: (gradient) => gradient * moments.slopeSquare,
    };
  };
}

const byQuadrature = activation(gaussianMoments);

const slopeOf = ({ weight }: PReLU) => (weight.size === 1 ? weight.item() : Number.NaN);

export const activationRules = [
  ruleFor(
    ReLU,
    activation((_, q) => rectifierMoments(0, q)),
  ),
  ruleFor(
    LeakyReLU,
    activation(({ negativeSlope }, q) => rectifierMoments(negativeSlope, q)),
  ),
  ruleFor(
    PReLU,
    activation((layer, q) => rectifierMoments(slopeOf(layer), q)),
  ),
  ...[Tanh, Sigmoid, GELU, SiLU, Mish, Softplus, ELU, SELU].map((kind) =>
    ruleFor<Module>(kind, byQuadrature),
  ),
];
