import { checkOptions, type Tensor, zerosLike } from '@plumbline/tensor';
import { checkDecay, checkNotNegative } from './check-number.ts';
import { type GradientTransformation, perParameter } from './gradient-transformation.ts';

/** What `scaleByAdam` remembers of a parameter. */
export interface AdamState {
  /** Gradients so far; a parameter that got none in a step is not counted on. */
  readonly count: number;
  /** The running mean of gradients, of the parameter's shape. */
  readonly mean: Tensor;
  /** The running mean of their squares. */
  readonly square: Tensor;
  /** With `amsgrad`: the largest `square` so far. */
  readonly largest: Tensor | null;
}

/** Options of `scaleByAdam`. */
export interface ScaleByAdamOptions {
  /** Decay of the running mean and of the running mean of squares. Default [0.9, 0.999]. */
  readonly betas?: readonly [number, number];
  /** Added to the root. Default 1e-8. */
  readonly eps?: number;
  /** Divide by the root of the largest mean of squares so far (Reddi et al. 2018). Default false. */
  readonly amsgrad?: boolean;
}

/** m̂ / (√v̂ + eps) (Kingma and Ba 2014, algorithm 1). */
export function scaleByAdam(
  options: ScaleByAdamOptions = {},
): GradientTransformation<readonly AdamState[]> {
  checkOptions('scaleByAdam', options, ['betas', 'eps', 'amsgrad']);
  const { betas: [beta1, beta2] = [0.9, 0.999], eps = 1e-8, amsgrad = false } = options;
  checkDecay(beta1, 'betas[0]');
  checkDecay(beta2, 'betas[1]');
  checkNotNegative(eps, 'eps');
  return perParameter<AdamState>({
    name: 'adam',
    init: (parameter) => ({
      count: 0,
      mean: zerosLike(parameter),
      square: zerosLike(parameter),
      largest: amsgrad ? zerosLike(parameter) : null,
    }),
    update(g, previous) {
      const count = previous.count + 1;
      const mean = previous.mean.mul(beta1).add(g.mul(1 - beta1));
      const square = previous.square.mul(beta2).add(g.square().mul(1 - beta2));
      const largest = previous.largest?.maximum(square) ?? null;
      // Both start at 0 and are too small by these factors until enough was seen (section 3).
      const [bias1, bias2] = [1 - beta1 ** count, 1 - beta2 ** count];
      const root = (largest ?? square).sqrt().div(Math.sqrt(bias2)).add(eps);
      return { update: mean.div(root).div(bias1), state: { count, mean, square, largest } };
    },
  });
}
