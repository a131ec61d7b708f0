import { Conv2d, Linear } from '@plumbline/layers';
import type { RowsAndColumns } from '@plumbline/tensor';
import type { Field } from './field.ts';
import { type Arrival, meanSquareOf, type Passage, ruleFor } from './passage.ts';
import { type Axis, tapsBack, tapsInside } from './taps-inside.ts';

/*
 * q -> σw² q + σb² (Schoenholz et al. 2016, where σw² is the fan-in times the weights'
 * variance), and back with σw² by the fan-out. The variances are those of the weights and biases as
 * they are, mean squares around 0, not those that an initializer promised.
 */

function affine(
  { meanSquare, correlation, sharedSquare }: Field,
  gain: number,
  bias: number,
): Field {
  const q = gain * meanSquare + bias;
  return {
    meanSquare: q,
    correlation: (gain * meanSquare * correlation + bias) / q,
    squaredMean: 0,
    sharedSquare: gain * sharedSquare + bias,
    abnormal: 0,
  };
}

function linear({ weight, bias, inFeatures, outFeatures }: Linear, { field }: Arrival): Passage {
  const variance = meanSquareOf(weight);
  return {
    field: affine(field, inFeatures * variance, meanSquareOf(bias)),
    back: (gradient) => gradient * outFeatures * variance,
  };
}

/** As linear, by as many taps of the kernel as lie in the image: those on its padding get zeros. */
function conv2d(layer: Conv2d, { field, inputShape, outputShape }: Arrival): Passage {
  const { weight, bias, geometry, inChannels, outChannels, groups } = layer;
  const axes = ([0, 1] as const).map((index): Axis => {
    const axis = index + 2;
    return {
      inputs: inputShape[axis] ?? 1,
      outputs: outputShape[axis] ?? 1,
      kernel: weight.shape[axis] ?? 1,
      stride: at(geometry.stride ?? 1, index),
      padding: at(geometry.padding ?? 0, index),
      dilation: at(geometry.dilation ?? 1, index),
    };
  });
  const product = (factor: (axis: Axis) => number) =>
    axes.reduce((value, axis) => value * factor(axis), meanSquareOf(weight));
  const gain = (inChannels / groups) * product(tapsInside);
  const returning = (outChannels / groups) * product(tapsBack);
  return {
    field: affine(field, gain, meanSquareOf(bias)),
    back: (gradient) => gradient * returning,
  };
}

function at(pair: RowsAndColumns, index: 0 | 1): number {
  return typeof pair === 'number' ? pair : pair[index];
}

export const weightRules = [ruleFor(Linear, linear), ruleFor(Conv2d, conv2d)];
