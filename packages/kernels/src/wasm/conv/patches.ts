import { forwardAxis, type PatchAxis } from './patch-axis.ts';

/**
 * The patches that a kernel sees in an image, as a matrix `[channels * taps, pixels]` that is never
 * written down: its element (k, p) is the framed image's element `taps[k] + pixels[p]`. This one
 * fact is all that packing needs, whatever the stride, the dilation and the padding.
 */
export interface Patches {
  readonly rows: PatchAxis;
  readonly columns: PatchAxis;
  /** Elements of one plane of the framed image. */
  readonly plane: number;
  readonly taps: readonly number[];
  readonly pixels: readonly number[];
}

export function patchesOf(rows: PatchAxis, columns: PatchAxis, channels: number): Patches {
  const plane = rows.framed * columns.framed;
  const inRow = (row: number, positions: readonly number[]): number[] =>
    positions.map((column) => row * columns.framed + column);
  const tapsOfPlane = rows.taps.flatMap((row) => inRow(row, columns.taps));
  const taps: number[] = [];
  for (let channel = 0; channel < channels; channel++) {
    for (const tap of tapsOfPlane) taps.push(channel * plane + tap);
  }
  const pixels = rows.pixels.flatMap((row) => inRow(row, columns.pixels));
  return { rows, columns, plane, taps, pixels };
}

/** Whether the image needs no zeros around it. */
export function isFrameless({ rows, columns }: Patches): boolean {
  return rows.framed === rows.size && columns.framed === columns.size;
}

/** Images as what a 1x1 kernel sees of them: each channel a tap, each pixel one of the output. */
export function planesOf(images: { readonly shape: readonly number[] }, channels: number): Patches {
  const along = (size: number): PatchAxis =>
    forwardAxis({ size, taps: 1, pixels: size, stride: 1, padding: 0, dilation: 1 });
  return patchesOf(along(images.shape[2]!), along(images.shape[3]!), channels);
}
