import { checkOptions } from './check-options.ts';
import { type Generator, rand } from './random.ts';
import { scope } from './scope.ts';
import { checkShape } from './shape.ts';
import type { Tensor } from './tensor.ts';
import { where } from './where.ts';

/** Options of `multinomial`. */
export interface MultinomialOptions {
  /** A category may be drawn again. Default false. */
  readonly replacement?: boolean;
  /** Default: the generator that `manualSeed` seeds. */
  readonly generator?: Generator;
}

/**
 * int32 [..., count]: `count` categories, drawn by `weights` [..., categories] (not negative, and of
 * any sum). The weights are read synchronously, as by `item()`.
 *
 * An exponential variable of rate w is the smallest of several with probability w / Σ w, and the next
 * ones follow as draws without replacement (Efraimidis and Spirakis 2006).
 */
export function multinomial(
  weights: Tensor,
  count: number,
  options: MultinomialOptions = {},
): Tensor {
  checkOptions('multinomial', options, ['replacement', 'generator']);
  const { replacement = false, ...drawing } = options;
  checkShape([count], 'multinomial');
  checkWeights(weights, replacement ? Math.min(count, 1) : count);
  return scope(() => {
    const rates = weights.to('float64');
    const drawn = replacement
      ? rates.unsqueeze(-2).expand([...rates.shape.slice(0, -1), count, -1])
      : rates;
    const uniforms = rand(drawn.shape, { ...drawing, dtype: 'float64' });
    const times = uniforms.neg().log1p().neg().div(drawn);
    const possible = where(drawn.gt(0), times, Number.POSITIVE_INFINITY);
    return replacement ? possible.argmin(-1) : possible.topk(count, -1, { largest: false }).indices;
  });
}

function checkWeights(weights: Tensor, needed: number): void {
  const categories = weights.shape.at(-1);
  if (categories === undefined) {
    throw new RangeError('multinomial: the weights are 0-dimensional: they need an axis');
  }
  const values = weights.dataSync();
  for (let row = 0; row * categories < values.length; row++) {
    const own = values.subarray(row * categories, (row + 1) * categories);
    if (!own.every((weight) => weight >= 0 && weight < Number.POSITIVE_INFINITY)) {
      throw new RangeError('multinomial: weights are finite and not negative');
    }
    const possible = own.filter((weight) => weight > 0).length;
    if (possible < needed) {
      throw new RangeError(
        `multinomial: ${needed} draws from row ${row}, which has ${possible} weights above 0`,
      );
    }
  }
}
