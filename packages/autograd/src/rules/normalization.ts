import { dispatch, none, ops, type Tensor } from '@plumbline/tensor';
import { type AttributesOf, type JointRule, type RuleStep, tensorAt } from './rule.ts';

type BatchNorm = AttributesOf<'batchNorm'>;

/**
 * Ioffe and Szegedy 2015, section 3. With r = 1/√(variance + eps), c = x - mean, n elements a
 * channel, Σ over a channel: dL/dbias = Σ g, dL/dweight = r Σ g c, and
 * dL/dx = weight r (g - Σ g / n - c r² Σ g c / n).
 */
export const batchNorm: JointRule<BatchNorm> = {
  joint(g, step, isRecorded) {
    const [x, weight] = [tensorAt(step, 0), tensorAt(step, 1)];
    const { mean, deviation, sum, products } = (isRecorded ? differentiable : fast)(g, step);
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

/** All [C]. */
interface Statistics {
  readonly mean: Tensor;
  /** 1/√(variance + eps) */
  readonly deviation: Tensor;
  /** Σ g and Σ g (x - mean). */
  readonly sum: Tensor;
  readonly products: Tensor;
}

function fast(g: Tensor, step: RuleStep<BatchNorm>): Statistics {
  const [x, moments] = [tensorAt(step, 0), tensorAt(step, 3)];
  const [mean, variance] = rows(moments);
  const [sum, products] = rows(dispatch(ops.channelSums, [g, x, moments], none));
  return { mean, deviation: variance.add(step.attributes.eps).rsqrt(), sum, products };
}

/** The same made of ops that have gradients. */
function differentiable(g: Tensor, step: RuleStep<BatchNorm>): Statistics {
  const x = tensorAt(step, 0);
  const axes = x.shape.map((_, axis) => axis).filter((axis) => axis !== 1);
  const mean = x.mean(axes, { keepdim: true });
  const centered = x.sub(mean);
  const deviation = centered.square().mean(axes).add(step.attributes.eps).rsqrt();
  const products = g.mul(centered).sum(axes);
  return { mean: mean.reshape([-1]), deviation, sum: g.sum(axes), products };
}

function rows(pair: Tensor): [Tensor, Tensor] {
  const row = (i: number): Tensor => pair.slice([i, i + 1]).reshape([-1]);
  return [row(0), row(1)];
}
