import { grad, type Parameter } from '@plumbline/autograd';
import type { Module } from '@plumbline/layers';
import type { GradientNoise } from '@plumbline/report';
import { checkOptions, formatShape, scope, type Tensor, zeros } from '@plumbline/tensor';
import { checkCount } from '../check-count.ts';
import { lossOfParameters } from '../loss-of-parameters.ts';
import { modulePaths, ownerOf } from '../parameters-by-owner.ts';
import { type Sample, type SampleOptions, trialOf } from '../sample.ts';
import { undisturbed } from '../undisturbed.ts';
import { type Norms, signalAndNoise } from './signal-and-noise.ts';

/** Options of `gradientNoise`. */
export interface GradientNoiseOptions extends SampleOptions {
  /**
   * How many gradients the batch is split into, from 2 up to its size, where each is of one
   * example. What is left over of a batch that does not divide is left out. Default 8, or the
   * batch's size where that is less.
   */
  readonly gradients?: number;
  /** Called after each gradient. */
  readonly onProgress?: (done: number, total: number) => void;
}

/**
 * How much of a batch's gradient is noise: the gradients of equal parts of the batch are compared
 * with that of the whole. Two batch sizes give unbiased estimates of |G|², G being the gradient
 * over all data, and of tr Σ, the variance of one example's gradient; their ratio is the noise
 * scale, the batch size up to which larger batches train in fewer steps (McCandlish et al. 2018,
 * "An empirical model of large-batch training", eq. 2.9 and appendix A.1). Few gradients make a
 * rough estimate, and one where |G|² comes out negative a noise scale of Infinity: of a signal
 * that can't be told from the noise.
 *
 * The loss must be a mean over the batch, as the default losses are. The model is measured in the
 * mode that it is in: in training batch statistics are those of each part. Costs one gradient a
 * part, and two further copies of the parameters, in float64.
 *
 * RangeError for a batch of fewer than two examples or than `gradients`, or where nothing is
 * trained.
 */
export function gradientNoise(
  model: Module,
  sample: Sample,
  options: GradientNoiseOptions = {},
): Required<GradientNoise> {
  checkOptions('gradientNoise', options, ['loss', 'gradients', 'onProgress']);
  const { input, target } = trialOf(sample);
  const examples = examplesOf(input, target);
  const { gradients = Math.min(examples, 8), onProgress } = options;
  checkCount(gradients, 'gradientNoise: gradients', 2);
  if (gradients > examples) {
    throw new RangeError(
      `gradientNoise: ${gradients} gradients of a batch of ${examples} examples`,
    );
  }
  const examplesEach = Math.floor(examples / gradients);

  return undisturbed(model, () => {
    const { parameters, loss } = lossOfParameters('gradientNoise', model);
    const gradientOf = (part: number): Tensor[] => {
      const range = [part * examplesEach, (part + 1) * examplesEach] as const;
      const [x, y] = [input.slice(range), target?.slice(range)];
      const trial = trialOf(y === undefined ? x : [x, y], options);
      const f = (...values: Tensor[]) => loss(trial, values);
      return grad(f, { argnums: [...parameters.keys()] })(...parameters.map(([, p]) => p));
    };
    const norms = compare(
      parameters.map(([, parameter]) => parameter),
      gradients,
      gradientOf,
      onProgress,
    );
    const layers = byLayer(
      model,
      parameters.map(([name], i) => [name, norms[i]!]),
    );
    const whole = signalAndNoise(norms, gradients, examplesEach);
    return {
      gradients,
      examplesEach,
      gradientSquare: whole.signal,
      variance: whole.noise,
      noiseScale: whole.signal < 0 ? Number.POSITIVE_INFINITY : whole.noise / whole.signal,
      layers: [...layers].map(([name, own]) => {
        const { signal, noise } = signalAndNoise(own, gradients, examplesEach);
        return { name, signalToNoise: Math.max(signal, 0) / noise };
      }),
    };
  });
}

/** For every parameter the norms of its gradients and of their mean. */
function compare(
  parameters: readonly Parameter[],
  count: number,
  gradientOf: (part: number) => readonly Tensor[],
  onProgress: GradientNoiseOptions['onProgress'],
): Norms[] {
  const squares = new Float64Array(parameters.length);
  let sums = parameters.map(({ shape }) => zeros(shape, { dtype: 'float64' }));
  for (let part = 0; part < count; part++) {
    const next = scope(() =>
      gradientOf(part).map((gradient, i) => {
        squares[i]! += squareOf(gradient);
        return sums[i]!.add(gradient);
      }),
    );
    for (const sum of sums) sum.release('the next gradient');
    sums = next;
    onProgress?.(part + 1, count);
  }
  return sums.map((sum, i) => ({
    small: squares[i]! / count,
    large: squareOf(sum) / count ** 2,
  }));
}

/** |x|², in float64: the estimates are differences of such numbers. */
function squareOf(x: Tensor): number {
  return scope(() => x.to('float64').square().sum().item());
}

/** The norms of the parameters of each module, by its path; '(model)' for the model itself. */
function byLayer(
  model: Module,
  norms: readonly (readonly [path: string, norms: Norms])[],
): Map<string, Norms[]> {
  const paths = modulePaths(model);
  const layers = new Map<string, Norms[]>();
  for (const [path, own] of norms) {
    const layer = ownerOf(paths, path) || '(model)';
    layers.set(layer, [...(layers.get(layer) ?? []), own]);
  }
  return layers;
}

function examplesOf(input: Tensor, target: Tensor | null): number {
  const [examples = 0] = input.shape;
  if (target !== null && target.shape[0] !== examples) {
    const [x, y] = [input, target].map(({ shape }) => formatShape(shape));
    throw new RangeError(
      `gradientNoise: an input of shape ${x} and a target of shape ${y}; both start with the batch`,
    );
  }
  if (examples >= 2) return examples;
  throw new RangeError(
    `gradientNoise: a batch of shape ${formatShape(input.shape)}; the noise shows between two ` +
      'examples or more',
  );
}
