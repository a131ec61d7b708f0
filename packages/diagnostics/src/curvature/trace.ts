import { bernoulli, type Generator, scope } from '@plumbline/tensor';
import { dot } from '../krylov/vectors.ts';
import { meanOf } from '../mean-of.ts';
import type { SymmetricMap } from './hessian-product.ts';

/**
 * The trace as the mean of vᵀHv over random vectors of 1 and -1, and its standard error (Hutchinson
 * 1990, "A stochastic estimator of the trace of the influence matrix"). Exact for a diagonal H.
 */
export function hutchinson(
  map: SymmetricMap,
  samples: number,
  generator: Generator,
  onProduct: () => void,
): { mean: number; error: number } {
  const quadratics = Array.from({ length: samples }, () => {
    const v = signs(map.size, generator);
    const product = map.apply(v);
    onProduct();
    return dot(v, product);
  });
  return meanOf(quadratics);
}

function signs(size: number, generator: Generator): Float64Array {
  return scope(() => {
    const heads = bernoulli(0.5, [size], { dtype: 'float64', generator });
    return Float64Array.from(heads.mul(2).sub(1).dataSync());
  });
}
