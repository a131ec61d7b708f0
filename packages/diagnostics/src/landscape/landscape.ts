import { noGrad } from '@plumbline/autograd';
import type { Module } from '@plumbline/layers';
import type { Landscape } from '@plumbline/report';
import {
  checkOptions,
  Generator,
  getRngState,
  scope,
  setRngState,
  type Tensor,
} from '@plumbline/tensor';
import { checkCount } from '../check-count.ts';
import { lossOfParameters } from '../loss-of-parameters.ts';
import { type Sample, type SampleOptions, trialOf } from '../sample.ts';
import { undisturbed } from '../undisturbed.ts';
import { filterNormalized } from './directions.ts';

/** Options of `landscape`. */
export interface LandscapeOptions extends SampleOptions {
  /** Random directions. Default 1. */
  readonly dimensions?: 1 | 2;
  /** Steps along each direction. Default 21 in one dimension, 15 in two. */
  readonly points?: number;
  /** How far it goes to both sides, in lengths of the weights. Default 1. */
  readonly radius?: number;
  /**
   * Measure as in training, with batch statistics and dropout (the same masks at each point).
   * Default false: in `eval`, as the paper's authors do.
   */
  readonly train?: boolean;
  /** Of the directions. Default 0. */
  readonly seed?: number;
  /** Called after each point. */
  readonly onProgress?: (done: number, total: number) => void;
}

/**
 * The loss on a sample with the weights moved along one or two random directions: L(w + α d) or
 * L(w + α d + β e), each filter of d and e as long as the weights' filter, which makes the
 * sharpness of different networks comparable (Li et al. 2018, "Visualizing the loss landscape of
 * neural nets", section 4). Biases and batch normalization's parameters do not move, nor what is
 * not trained. At 0 it is exactly the loss of the model. The parameters themselves are never
 * touched.
 *
 * A loss that is not finite is reported as it is. RangeError where nothing is trained.
 */
export function landscape(
  model: Module,
  sample: Sample,
  options: LandscapeOptions = {},
): Landscape {
  const { dimensions, points, radius, train, seed, onProgress } = readOptions(options);
  const steps = Array.from(
    { length: points },
    // Exactly symmetric, and exactly 0 in the middle.
    (_, i) => (radius * (2 * i - (points - 1))) / (points - 1),
  );
  return undisturbed(model, () => {
    model.train(train);
    const trial = trialOf(sample, options);
    const { parameters, loss } = lossOfParameters('landscape', model);
    const generator = new Generator(seed);
    const [first, second] = Array.from({ length: dimensions }, () =>
      parameters.map(([, parameter]) => filterNormalized(parameter, generator)),
    );
    const random = getRngState();
    let done = 0;
    const lossAt = (alpha: number, beta: number): number => {
      setRngState(random);
      const value = noGrad(() => {
        const values = parameters.map(([, parameter], i) =>
          moved(moved(parameter, alpha, first?.[i]), beta, second?.[i]),
        );
        return loss(trial, values).item();
      });
      onProgress?.(++done, points ** dimensions);
      return value;
    };
    const betas = dimensions === 2 ? steps : [0];
    const rows = betas.map((beta) => steps.map((alpha) => lossAt(alpha, beta)));
    return dimensions === 2
      ? { alpha: steps, beta: steps, loss: rows }
      : { alpha: steps, loss: rows };
  });
}

function moved(w: Tensor, step: number, direction: Tensor | null | undefined): Tensor {
  return step === 0 || direction == null ? w : scope(() => w.add(direction.mul(step)));
}

function readOptions(options: LandscapeOptions) {
  checkOptions('landscape', options, [
    'loss',
    'dimensions',
    'points',
    'radius',
    'train',
    'seed',
    'onProgress',
  ]);
  const { dimensions = 1, radius = 1, train = false, seed = 0, onProgress } = options;
  if (dimensions !== 1 && dimensions !== 2) {
    throw new RangeError(`landscape: dimensions are 1 or 2, got ${String(dimensions)}`);
  }
  const { points = dimensions === 1 ? 21 : 15 } = options;
  checkCount(points, 'landscape: points', 2);
  if (!(radius > 0 && radius < Number.POSITIVE_INFINITY)) {
    throw new RangeError(`landscape: radius must be a number above 0, got ${radius}`);
  }
  return { dimensions, points, radius, train, seed, onProgress };
}
