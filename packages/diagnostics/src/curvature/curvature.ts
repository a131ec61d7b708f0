import type { Module } from '@plumbline/layers';
import type { Curvature } from '@plumbline/report';
import { checkOptions, Generator, type Tensor } from '@plumbline/tensor';
import { checkCount } from '../check-count.ts';
import { lossOfParameters } from '../loss-of-parameters.ts';
import { type Sample, type SampleOptions, trialOf } from '../sample.ts';
import { undisturbed } from '../undisturbed.ts';
import { hessianMap } from './hessian-product.ts';
import { largestEigenvalue } from './largest-eigenvalue.ts';
import { hutchinson } from './trace.ts';

/** Options of `curvature`. */
export interface CurvatureOptions extends SampleOptions {
  /** Random vectors for the trace, from 2 up. Default 32. */
  readonly samples?: number;
  /** The search for the eigenvalue ends where |Hv - λv| / |λ| is this small. Default 1e-3. */
  readonly tolerance?: number;
  /** Most products with H in that search. Default 100. */
  readonly products?: number;
  /** Of the random vectors. Default 0. */
  readonly seed?: number;
  /** Called after each product with H; `total` is the most there may be. */
  readonly onProgress?: (done: number, total: number) => void;
}

/**
 * How sharply the loss curves: of its Hessian H in the trained parameters (those with
 * `requiresGrad`), the eigenvalue of the largest magnitude and the trace. Gradient descent with
 * learning rate η is stable along that eigenvector only where λ < 2 / η (LeCun et al. 1993,
 * "Automatic learning rate maximization by on-line estimation of the Hessian's eigenvectors";
 * Cohen et al. 2021, "Gradient descent on neural networks typically occurs at the edge
 * of stability").
 *
 * H is of the loss on this sample, with the model in the mode that it is in (in training with
 * batch statistics, and with dropout's masks drawn once). No H is built: a product costs about two
 * passes back over the network, and the graphs of loss and gradient stay in memory throughout; 20
 * vectors of all parameters, in float64, are needed too.
 *
 * RangeError where the model has no trained parameters.
 */
export function curvature(
  model: Module,
  sample: Sample,
  options: CurvatureOptions = {},
): Curvature {
  checkOptions('curvature', options, [
    'loss',
    'samples',
    'tolerance',
    'products',
    'seed',
    'onProgress',
  ]);
  const { samples = 32, tolerance = 1e-3, products = 100, seed = 0 } = options;
  checkCount(samples, 'curvature: samples', 2);
  checkCount(products, 'curvature: products');
  if (!(tolerance > 0))
    throw new RangeError(`curvature: tolerance must be above 0, got ${tolerance}`);
  const generator = new Generator(seed);
  let done = 0;
  const onProduct = () => options.onProgress?.(++done, samples + products);
  return undisturbed(model, () => {
    const trial = trialOf(sample, options);
    const { parameters, loss } = lossOfParameters('curvature', model);
    const map = hessianMap(
      (...values: Tensor[]) => loss(trial, values),
      parameters.map(([, parameter]) => parameter),
    );
    const trace = hutchinson(map, samples, generator, onProduct);
    const limits = { products, tolerance, generator, onProduct };
    const { value, residual } = largestEigenvalue(map, limits);
    if (done < samples + products) options.onProgress?.(samples + products, samples + products);
    return {
      parameters: map.size,
      largestEigenvalue: value,
      residual,
      trace: trace.mean,
      traceError: trace.error,
      samples,
    };
  });
}
