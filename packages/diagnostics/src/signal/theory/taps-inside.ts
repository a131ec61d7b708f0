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
export function tapsInside(axis: Axis): number {
  return sum(spread(axis, new Array<number>(axis.inputs).fill(1))) / axis.outputs;
}

/**
 * Outputs that an input's gradient is a sum over, on the average. Where the size stays it is that of
 * the gradient that many such convolutions leave, which has its least at the borders (the operator's
 * largest eigenvalue): nothing makes a gradient even again on its way, as a normalization does a signal.
 */
export function tapsBack(axis: Axis): number {
  const { inputs, outputs, stride } = axis;
  if (stride !== 1 || inputs !== outputs) return (tapsInside(axis) * outputs) / inputs;
  let profile = new Array<number>(inputs).fill(1 / inputs);
  let growth = 1;
  for (let round = 0; round < 50; round++) {
    const next = spread(axis, profile);
    growth = sum(next);
    profile = next.map((value) => value / growth);
  }
  return growth;
}

/** What each output reads of `profile` with a kernel of ones. */
function spread(axis: Axis, profile: readonly number[]): number[] {
  const { outputs, kernel, stride, padding, dilation } = axis;
  return Array.from({ length: outputs }, (_, output) => {
    const first = output * stride - padding;
    const taps = Array.from({ length: kernel }, (_, tap) => profile[first + tap * dilation] ?? 0);
    return sum(taps);
  });
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
