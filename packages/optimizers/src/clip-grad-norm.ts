import { noGrad, type Parameter } from '@plumbline/autograd';
import { keep, scope, type Tensor } from '@plumbline/tensor';
import { type GradientTransformation, stateless, type Update } from './gradient-transformation.ts';

/** Scales all gradients together so that their norm is at most `maxNorm` (Pascanu et al. 2012). */
export function clipByGlobalNorm(maxNorm: number): GradientTransformation<null> {
  checkMaxNorm(maxNorm);
  return stateless((updates) => {
    const present = updates.filter((g) => g !== null);
    if (present.length === 0) return updates;
    const factor = clipFactor(globalNorm(present), maxNorm);
    return updates.map((g): Update => (g === null ? null : g.mul(factor)));
  });
}

/**
 * Scales the `grad` of all parameters together so that their norm is at most `maxNorm`, and returns
 * the norm before (one element; nothing is read). PyTorch's clip_grad_norm_.
 */
export function clipGradNorm(parameters: readonly Parameter[], maxNorm: number): Tensor {
  checkMaxNorm(maxNorm);
  return noGrad(() => {
    const norm = globalNorm(parameters.flatMap(({ grad }) => (grad === null ? [] : [grad])));
    const factor = clipFactor(norm, maxNorm);
    for (const parameter of parameters) {
      if (parameter.grad !== null) parameter.grad = keep(parameter.grad.mul(factor));
    }
    return norm;
  });
}

/** √ of the sum of the squares of all elements. */
function globalNorm(tensors: readonly Tensor[]): Tensor {
  return scope(() => {
    const [first, ...others] = tensors.map((g) => g.square().sum());
    if (first === undefined) throw new RangeError('clipGradNorm: no parameter has a gradient');
    return others.reduce((sum, square) => sum.add(square), first).sqrt();
  });
}

/** min(1, maxNorm / (norm + 1e-6)), as in PyTorch. */
function clipFactor(norm: Tensor, maxNorm: number): Tensor {
  return norm.add(1e-6).reciprocal().mul(maxNorm).minimum(1);
}

function checkMaxNorm(maxNorm: number): void {
  if (!(maxNorm > 0))
    throw new RangeError(`clip: the largest norm must be above 0, got ${maxNorm}`);
}
