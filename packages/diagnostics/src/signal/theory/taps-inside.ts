/** A convolution along one axis of the image. */
export interface Axis {
  readonly inputs: number;
  readonly outputs: number;
  readonly kernel: number;
  readonly stride: number;
  readonly padding: number;
  readonly dilation: number;
}

/** Elements of the kernel that lie inside of the image, on the average over the outputs. */
export function tapsInside({ inputs, outputs, kernel, stride, padding, dilation }: Axis): number {
  let inside = 0;
  for (let output = 0; output < outputs; output++) {
    for (let tap = 0; tap < kernel; tap++) {
      const position = output * stride - padding + tap * dilation;
      if (position >= 0 && position < inputs) inside++;
    }
  }
  return inside / outputs;
}

/**
 * Outputs that an input's gradient is a sum over, on the average. Where the size stays it is that of
 * the gradient that many such convolutions leave, which is least at the borders, a sine: nothing makes
 * a gradient even again on its way, as a normalization does a signal. (The largest eigenvalue of the
 * convolution with ones: exact for 1 and 3 taps, and no less than the average over an even gradient.)
 */
export function tapsBack(axis: Axis): number {
  const { inputs, outputs, kernel, stride, padding, dilation } = axis;
  const even = (tapsInside(axis) * outputs) / inputs;
  if (stride !== 1 || inputs !== outputs) return even;
  let sine = 0;
  for (let tap = 0; tap < kernel; tap++) {
    sine += Math.cos((Math.PI * (tap * dilation - padding)) / (inputs + 1));
  }
  return Math.max(even, sine);
}
