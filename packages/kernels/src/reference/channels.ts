import { type ArrayView, elementCount } from '../array-view.ts';
import { forEachTuple } from './rows.ts';

/** Mean and biased variance of every channel of `input` [N, C, ...], into `output` [2, C]. */
export function channelMoments(input: ArrayView, output: ArrayView): void {
  const channels = input.shape[1]!;
  const count = elementCount(input.shape) / channels;
  for (let channel = 0; channel < channels; channel++) {
    const view = channelOf(input, channel);
    let sum = 0;
    forEachTuple([view], ([x = 0]) => {
      sum += x;
    });
    const mean = sum / count;
    let squares = 0;
    forEachTuple([view], ([x = 0]) => {
      squares += (x - mean) ** 2;
    });
    output.data[output.offset + channel] = mean;
    output.data[output.offset + channels + channel] = squares / count;
  }
}

/** By channel the sums of `gradient` and of `gradient * (input - mean)`, into `output` [2, C]. */
export function channelSums(
  gradient: ArrayView,
  input: ArrayView,
  moments: ArrayView,
  output: ArrayView,
): void {
  const channels = input.shape[1]!;
  for (let channel = 0; channel < channels; channel++) {
    const mean = moments.data[moments.offset + channel * moments.strides[1]!]!;
    let [sum, products] = [0, 0];
    forEachTuple([channelOf(gradient, channel), channelOf(input, channel)], ([g = 0, x = 0]) => {
      sum += g;
      products += g * (x - mean);
    });
    output.data[output.offset + channel] = sum;
    output.data[output.offset + channels + channel] = products;
  }
}

function channelOf(view: ArrayView, channel: number): ArrayView {
  return {
    ...view,
    offset: view.offset + channel * view.strides[1]!,
    shape: view.shape.toSpliced(1, 1),
    strides: view.strides.toSpliced(1, 1),
  };
}
