/**
 * Along one axis of an image: which position the output at `pixels[i]` reads for each tap, namely
 * `pixels[i] + taps[j]`. Positions count from the start of the framed image, which has `before`
 * zeros in front of the image's `size` elements and is `framed` elements long.
 */
export interface PatchAxis {
  readonly size: number;
  readonly before: number;
  readonly framed: number;
  readonly taps: readonly number[];
  readonly pixels: readonly number[];
}

/** A convolution along one axis. `size`: the image's, `taps`: the kernel's, `pixels`: the output's. */
export interface AxisGeometry {
  readonly size: number;
  readonly taps: number;
  readonly pixels: number;
  readonly stride: number;
  readonly padding: number;
  readonly dilation: number;
}

/** What each output reads: tap k of output y is the image's element `y s + k d - p`. */
export function forwardAxis(axis: AxisGeometry): PatchAxis {
  const taps = range(axis.taps).map((k) => k * axis.dilation - axis.padding);
  const pixels = range(axis.pixels).map((y) => y * axis.stride);
  return framedAxis(axis.size, taps, pixels);
}

/** Every `step`-th index from `first`, `count` of them. */
export interface Progression {
  readonly first: number;
  readonly step: number;
  readonly count: number;
}

/** A convolution of the gradient that yields every `stride`-th element of the input's gradient. */
export interface Phase {
  readonly patches: PatchAxis;
  /** The taps of the kernel that take part. */
  readonly taps: Progression;
  /** The elements of the input that it yields. */
  readonly inputs: Progression;
}

/**
 * The input's gradient along one axis. Input i gets from tap k the gradient of output
 * `(i + p - k d) / s`, where that is an integer: whether it is depends only on i modulo s. So the
 * inputs `i = r + s t` of each remainder r see the gradient as a convolution of stride 1 does, with
 * `t + (r + p - k d) / s` for every k that makes this an integer, and no product with an inserted
 * zero is ever computed.
 */
export function gradientPhases(axis: AxisGeometry): Phase[] {
  const { size, stride, padding, dilation } = axis;
  return range(Math.min(stride, size)).map((remainder) => {
    const shift = (k: number): number => (remainder + padding - k * dilation) / stride;
    const taps = range(axis.taps).filter((k) => Number.isInteger(shift(k)));
    const [first = 0, second = first + 1] = taps;
    const count = Math.ceil((size - remainder) / stride);
    return {
      patches: framedAxis(axis.pixels, taps.map(shift), range(count)),
      taps: { first, step: second - first, count: taps.length },
      inputs: { first: remainder, step: stride, count },
    };
  });
}

/** Puts as many zeros around the image as the taps reach beyond it. */
function framedAxis(size: number, taps: readonly number[], pixels: readonly number[]): PatchAxis {
  const before = Math.max(0, -Math.min(...taps));
  const reach = Math.max(...taps) + Math.max(...pixels) + 1;
  return {
    size,
    before,
    framed: before + Math.max(size, reach),
    taps: taps.map((tap) => tap + before),
    pixels,
  };
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}
