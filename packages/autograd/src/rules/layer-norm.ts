import { dispatch, ops, type Tensor } from '@plumbline/tensor';
import { type AttributesOf, type JointRule, type RuleStep, tensorAt } from './rule.ts';

type LayerNorm = AttributesOf<'layerNorm'>;

/**
 * With r = 1/√(variance + eps), n = (x - mean) r and h = g weight, means over what is normalized
 * together and Σ over the rest: dL/dx = r (h - mean(h) - n mean(h n)), dL/dweight = Σ g n,
 * dL/dbias = Σ g.
 */
export const layerNorm: JointRule<LayerNorm> = {
  joint: (g, step, isRecorded) => (isRecorded ? differentiable : fast)(g, step),
};

function fast(g: Tensor, step: RuleStep<LayerNorm>): readonly Tensor[] {
  const [x, weight] = [tensorAt(step, 0), tensorAt(step, 1)];
  const all = dispatch(ops.layerNormGrad, [g, x, weight], step.attributes);
  // In a buffer of their own: a parameter keeps its gradient, and would keep x's with it.
  const ofParameters = all
    .slice([x.size, all.size])
    .clone()
    .reshape([2, ...weight.shape]);
  return [all.slice([0, x.size]).reshape(x.shape), ...ofParameters.unbind()];
}

/** The same made of ops that have gradients. */
function differentiable(g: Tensor, step: RuleStep<LayerNorm>): readonly Tensor[] {
  const [x, weight] = [tensorAt(step, 0), tensorAt(step, 1)];
  const mean = (t: Tensor): Tensor =>
    t.mean(
      weight.shape.map((_, axis) => axis - weight.rank),
      { keepdim: true },
    );
  const centered = x.sub(mean(x));
  const deviation = mean(centered.square()).add(step.attributes.eps).rsqrt();
  const normalized = centered.mul(deviation);
  const h = g.mul(weight);
  const rest = h.sub(mean(h)).sub(normalized.mul(mean(h.mul(normalized))));
  return [rest.mul(deviation), g.mul(normalized), g];
}
