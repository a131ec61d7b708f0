import { dispatch, none, ops, type Tensor } from '@plumbline/tensor';
import { isRecording } from '../tape.ts';
import { type AttributesOf, type JointRule, type RuleStep, tensorAt } from './rule.ts';

type BatchNorm = AttributesOf<'batchNorm'>;

/**
 * Ioffe and Szegedy 2015, section 3. With r = 1/√(variance + eps), c = x - mean, n elements a
 * channel, Σ over a channel: dL/dbias = Σ g, dL/dweight = r Σ g c, and
 * dL/dx = weight r (g - Σ g / n - c r² Σ g c / n).
 */
export const batchNorm: JointRule<BatchNorm> = {
  joint(g, step) {
    const [x, weight] = [tensorAt(step, 0), tensorAt(step, 1)];
    const { mean, deviation, sum, products } = statistics(g, step);
    const across = (t: Tensor): Tensor => t.reshape([-1, ...x.shape.slice(2).map(() => 1)]);
    const count = x.size / x.shape[1]!;
    const factor = weight.mul(deviation);
    const ofCentered = factor
      .mul(deviation.square())
      .mul(products)
      .mul(-1 / count);
    const constant = factor.mul(sum).mul(-1 / count);
    const centered = x.sub(across(mean));
    const ofX = g
      .mul(across(factor))
      .add(centered.mul(across(ofCentered)))
      .add(across(constant));
    return [ofX, products.mul(deviation), sum, null];
  },
};

interface Statistics {
  readonly mean: Tensor;
  /** 1/√(variance + eps) */
  readonly deviation: Tensor;
  /** Σ g and Σ g (x - mean). */
  readonly sum: Tensor;
  readonly products: Tensor;
}

/** All [C]. Where the pass is recorded itself they are made of ops that have gradients. */
function statistics(g: Tensor, step: RuleStep<BatchNorm>): Statistics {
  const x = tensorAt(step, 0);
  const { eps } = step.attributes;
  if (!isRecording()) {
    const moments = tensorAt(step, 3);
    const [mean, variance] = rows(moments);
    const [sum, products] = rows(dispatch(ops.channelSums, [g, x, moments], none));
    return { mean, deviation: variance.add(eps).rsqrt(), sum, products };
  }
  const axes = x.shape.map((_, axis) => axis).filter((axis) => axis !== 1);
  const wideMean = x.mean(axes, { keepdim: true });
  const centered = x.sub(wideMean);
  const deviation = centered.square().mean(axes).add(eps).rsqrt();
  const products = g.mul(centered).sum(axes);
  return { mean: wideMean.reshape([-1]), deviation, sum: g.sum(axes), products };
}

function rows(pair: Tensor): [Tensor, Tensor] {
  const row = (i: number): Tensor => pair.slice([i, i + 1]).reshape([-1]);
  return [row(0), row(1)];
}
