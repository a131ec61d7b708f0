import { noGrad } from '@plumbline/autograd';
import type { Module } from '@plumbline/layers';
import type { Shattering } from '@plumbline/report';
import {
  checkOptions,
  formatShape,
  isFloat,
  linspace,
  sameShape,
  type Tensor,
} from '@plumbline/tensor';
import { checkBatch } from '../check-batch.ts';
import { checkCount } from '../check-count.ts';
import { type Sample, trialOf } from '../sample.ts';
import { autocorrelation, brownNoise, whiteNoise } from './autocorrelation.ts';
import { gradientCorrelation } from './gradient-correlation.ts';
import { inputGradients } from './input-gradients.ts';

/** Options of `shattering`. */
export interface ShatteringOptions {
  /** Inputs on the line, 3 or more. Default 256, as in the paper. */
  readonly points?: number;
  /** The largest lag. Default: a quarter of the points. */
  readonly lags?: number;
  /** The ends of the line, inputs without the axis of the batch. Default: the sample's first two. */
  readonly line?: readonly [from: Tensor, to: Tensor];
}

/**
 * Whether the gradient at the input is alike at near inputs (Balduzzi et al. 2017, "The shattered
 * gradients problem", figures 1 and 2). Takes the gradient of an output (of several one in a random
 * direction) at `points` inputs at equal distances on a line, and its autocorrelation by lag: near brown
 * noise's where the gradient changes little by little, near white noise's where it is shattered. A gradient that
 * is constant on the line, as a linear network's, has 1 at all lags. The paper's inputs are numbers; of
 * vectors the products of gradients are added up.
 *
 * As in the paper the line is one mini-batch, whose mean and variance batch normalizations take if the
 * model is in training. They are held constant, so that a gradient is that of one input's output alone:
 * through the statistics all gradients of a batch would add up to 0. `correlation` is measured the same
 * way on the examples of the sample, as independent as they are; targets are not used.
 *
 * RangeError for an input that is empty, is one example without a `line`, or has another shape than the
 * line; TypeError for an input without gradients (int32).
 */
export function shattering(
  model: Module,
  sample: Sample,
  options: ShatteringOptions = {},
): Shattering {
  checkOptions('shattering', options, ['points', 'lags', 'line']);
  const { input } = trialOf(sample);
  const { points = 256 } = options;
  const { lags = Math.floor(points / 4) } = options;
  checkCounts(points, lags);
  checkInput(input);
  const gradientsOnLine = noGrad(() => {
    const [from, to] = options.line ?? firstTwo(input);
    checkEnds(input, from, to);
    const steps = linspace(0, 1, points, { dtype: input.dtype });
    const places = steps.reshape([points, ...from.shape.map(() => 1)]);
    return inputGradients(model, from.add(to.sub(from).mul(places)));
  });
  const result = {
    points,
    autocorrelation: autocorrelationOf(gradientsOnLine, lags),
    whiteNoise: whiteNoise(points, lags),
    brownNoise: brownNoise(points, lags),
    correlation: input.shape[0] === 1 ? Number.NaN : gradientCorrelation(model, input),
  };
  gradientsOnLine.release('the end of a measurement');
  return result;
}

/** Variation of this part of the squares or less is rounding in float32. */
const rounding = 1e-12;

function autocorrelationOf(gradients: Tensor, lags: number): number[] {
  const [points = 0] = gradients.shape;
  const { products, isConstant } = noGrad(() => {
    const level = gradients.div(gradients.abs().max());
    const apart = level.sub(level.mean(0, { keepdim: true }));
    const [all, varying] = [level.square().sum().item(), apart.square().sum().item()];
    const gram = apart.matmul(apart.transpose());
    return { products: [...gram.dataSync()], isConstant: varying <= rounding * all };
  });
  if (isConstant) return new Array<number>(lags + 1).fill(1);
  return autocorrelation((s, t) => products[s * points + t] ?? 0, points, lags);
}

function firstTwo(input: Tensor): readonly [Tensor, Tensor] {
  if ((input.shape[0] ?? 0) < 2) {
    throw new RangeError(
      `shattering: a line needs two examples, the input ${formatShape(input.shape)} has one; ` +
        'pass another or { line: [from, to] }',
    );
  }
  return [input.at(0), input.at(1)];
}

function checkCounts(points: number, lags: number): void {
  checkCount(points, 'shattering: points', 3);
  checkCount(lags, 'shattering: lags');
  if (lags < points) return;
  throw new RangeError(
    `shattering: lags must be below the number of points, ${points}, got ${lags}`,
  );
}

function checkInput(input: Tensor): void {
  if (!isFloat(input.dtype)) {
    throw new TypeError(
      `shattering: ${input.dtype} inputs have no gradient; measure the part of the model that ` +
        'comes after the embedding',
    );
  }
  checkBatch('shattering', input);
}

function checkEnds(input: Tensor, from: Tensor, to: Tensor): void {
  const expected = input.shape.slice(1);
  if (sameShape(from.shape, expected) && sameShape(to.shape, expected)) return;
  throw new RangeError(
    `shattering: the line's ends ${formatShape(from.shape)} and ${formatShape(to.shape)} must have ` +
      `the shape of an example, ${formatShape(expected)}`,
  );
}
