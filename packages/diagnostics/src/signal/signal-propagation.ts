import { backward, noGrad, track } from '@plumbline/autograd';
import { type Module, Residual } from '@plumbline/layers';
import type { SignalLayer, SignalPropagation } from '@plumbline/report';
import { Generator, isFloat, randn, type Tensor } from '@plumbline/tensor';
import { checkBatch } from '../check-batch.ts';
import { type Sample, type SampleOptions, trialOf } from '../sample.ts';
import { undisturbed } from '../undisturbed.ts';
import { correlationLength, decayLength } from './decay-length.ts';
import { fieldOf, readStatistics } from './signal-statistics.ts';
import {
  onMeanSquare,
  type Place,
  readMeanSquare,
  type SignalCall,
  SignalTap,
} from './signal-tap.ts';
import type { Field } from './theory/field.ts';
import { type Expectation, predict } from './theory/predict.ts';

/**
 * How a signal goes through `model`, by one forward and one backward pass: after every layer and
 * residual block the mean square and the mean of the output, the mean cosine between the outputs of two
 * different examples, and the mean square of dL/d output; and beside them what mean-field theory
 * expects of random weights of the variance that these have (their mean squares are read, no
 * initializer is asked).
 *
 * Theory: Schoenholz et al. 2016, "Deep information propagation" (q, c and the gradient through
 * linear layers and activations); Cho and Saul 2009 for rectifiers; Yang and
 * Schoenholz 2017, "Mean field residual networks" for sums. It starts from the measured input and the
 * measured gradient at the model's output, and goes as far as rules reach: through `Sequential`,
 * `Residual`, `Linear`, `Conv2d`, pointwise activations, `BatchNorm1d`, `BatchNorm2d`, `LayerNorm`,
 * `Dropout`, `Flatten` and the scales of residual branches. A number that depends on anything else is
 * left out; behind a normalization the mean square is known again.
 *
 * Without a target and a `loss` the gradient at the output is drawn at random (normal, always the same),
 * independent of the weights as theory has it; that of the mean of the squares is not.
 *
 * The model runs in the mode that it is in, and is left as it was. RangeError for an empty sample.
 */
export function signalPropagation(
  model: Module,
  sample: Sample,
  options: SampleOptions = {},
): SignalPropagation {
  const { input, target, loss } = trialOf(sample, options);
  const isRandom = target === null && options.loss === undefined;
  checkBatch('signalPropagation', input);
  return undisturbed(model, () => {
    const { calls, outputGradient } = run(model, input, isRandom ? null : loss);
    const field = fieldOf(input);
    const expected = noGrad(() => predict(model, field, outputGradient, calls));
    return summary(calls, expected, field);
  });
}

/** What of it a forward pass alone tells of the steps of `depth`, without what is expected. */
export function forwardSignal(model: Module, input: Tensor): SignalPropagation {
  return undisturbed(model, () => {
    const tap = new SignalTap(model, isStep);
    try {
      noGrad(() => model.forward(input));
    } finally {
      tap.stop();
    }
    return summary(tap.calls, new Map(), fieldOf(input));
  });
}

function run(model: Module, input: Tensor, loss: ((output: Tensor) => Tensor) | null) {
  const tap = new SignalTap(model);
  let square: Tensor | null = null;
  try {
    // So that a gradient goes all the way, through layers without parameters and frozen ones too.
    const output = model.forward(isFloat(input.dtype) ? track(input.alias()) : input);
    onMeanSquare(output, (arrived) => {
      square = arrived;
    });
    if (loss !== null) backward(loss(output));
    else backward(output, { gradient: randomGradient(output) });
  } finally {
    tap.stop();
  }
  return { calls: tap.calls, outputGradient: readMeanSquare(square) };
}

function randomGradient({ shape, dtype }: Tensor): Tensor {
  return randn(shape, { dtype, generator: new Generator(0) });
}

function summary(
  calls: readonly SignalCall[],
  expected: ReadonlyMap<object, Expectation>,
  { correlation: inputCorrelation }: Field,
): SignalPropagation {
  let depth = 0;
  const layers = calls.map((call): SignalLayer => {
    const { name, module, block, statistics, gradient } = call;
    const layer = {
      name,
      kind: module.constructor.name,
      block,
      ...(isStep(call) ? { depth: ++depth } : {}),
      ...readStatistics(statistics),
      gradientMeanSquare: readMeanSquare(gradient),
    };
    statistics?.release('the end of a measurement');
    const predicted = predictionOf(expected.get(call));
    return predicted === null ? layer : { ...layer, predicted };
  });
  const series = (value: (layer: SignalLayer) => number) =>
    layers.flatMap((layer): [number, number][] =>
      layer.depth === undefined ? [] : [[layer.depth, value(layer)]],
    );
  return {
    layers,
    ...(Number.isFinite(inputCorrelation) ? { inputCorrelation } : {}),
    correlationLength: correlationLength(series(({ correlation }) => correlation)),
    // On its way back.
    gradientLength: decayLength(
      series(({ gradientMeanSquare }) => gradientMeanSquare).map(([at, value]) => [-at, value]),
    ),
  };
}

/** What takes part in the depth of a network: weights and whole blocks, not what is inside of these. */
function isStep({ module, block }: Place): boolean {
  if (block !== null) return false;
  return module instanceof Residual || module.parameters().some(({ rank }) => rank >= 2);
}

/** The numbers that are known, or null for none. */
function predictionOf(
  expectation: Expectation | undefined,
): NonNullable<SignalLayer['predicted']> | null {
  if (expectation === undefined) return null;
  const { field, gradientMeanSquare } = expectation;
  const { meanSquare, correlation } = field;
  const known = Object.entries({ meanSquare, correlation, gradientMeanSquare }).filter(
    ([, value]) => Number.isFinite(value),
  );
  return known.length === 0 ? null : Object.fromEntries(known);
}
