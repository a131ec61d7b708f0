import { noGrad, type Parameter } from '@plumbline/autograd';
import { scope, type Tensor, zeros } from '@plumbline/tensor';
import { checkPositive } from './check-number.ts';
import { type GradientTransformation, stateless, type Update } from './gradient-transformation.ts';

/** Scales all gradients together so that their norm is at most `maxNorm` (Pascanu et al. 2012). */
export function clipByGlobalNorm(maxNorm: number): GradientTransformation<null> {
  checkPositive(maxNorm, 'maxNorm');
  return stateless((updates) => {
    const factor = clipFactor(globalNorm(updates), maxNorm);
    return updates.map((g): Update => (g === null ? null : scaled(g, factor)));
  });
}

/**
 * Scales the `grad` of all parameters together so that their norm is at most `maxNorm`, and returns
 * the norm before: one element, 0 without gradients. PyTorch's clip_grad_norm_, but nothing is read.
 *
 * RangeError unless `maxNorm` is above 0.
 */
export function clipGradNorm(parameters: Iterable<Parameter>, maxNorm: number): Tensor {
  checkPositive(maxNorm, 'maxNorm');
  const all = new Set(parameters);
  return noGrad(() => {
    const norm = globalNorm(Array.from(all, ({ grad }) => grad));
    const factor = clipFactor(norm, maxNorm);
    for (const parameter of all) {
      if (parameter.grad !== null) parameter.grad = scaled(parameter.grad, factor);
    }
    return norm;
  });
}

/** √ of the sum of the squares of all elements: shape []. */
function globalNorm(updates: readonly Update[]): Tensor {
  return scope(() => {
    const squares = updates.flatMap((g) => (g === null ? [] : [g.square().sum()]));
    const [first = zeros([]), ...others] = squares;
    return others.reduce((sum, square) => sum.add(square), first).sqrt();
  });
}

/** min(1, maxNorm / (norm + 1e-6)), as in PyTorch. */
function clipFactor(norm: Tensor, maxNorm: number): Tensor {
  return scope(() => norm.add(1e-6).reciprocal().mul(maxNorm).minimum(1));
}

/** In the dtype of `g`, also where other gradients made the norm float64. */
function scaled(g: Tensor, factor: Tensor): Tensor {
  return g.mul(factor.to(g.dtype));
}
