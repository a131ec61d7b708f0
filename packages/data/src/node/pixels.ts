/** A decoded image: bytes [rows, columns, components], row-major. */
export interface Pixels {
  readonly rows: number;
  readonly columns: number;
  /** 1: grey. 2: and opacity. 3: red, green, blue. 4: and opacity. */
  readonly components: number;
  readonly bytes: Uint8Array;
}

/** Files of a few bytes can claim any size; this is 8192 x 8192. */
const mostPixels = 2 ** 26;

/** Before anything is allocated for them. */
export function checkPixels(rows: number, columns: number): void {
  if (rows * columns > mostPixels) {
    throw new RangeError(`${columns} x ${rows} pixels are more than ${mostPixels}`);
  }
}

/**
 * The image as [channels, rows, columns], 3 of them or 1. Opacity is left out. Grey of colours is
 * their luma by ITU-R BT.601, rounded as Pillow does.
 */
export function planes({ rows, columns, components, bytes }: Pixels, channels: 1 | 3): Uint8Array {
  const size = rows * columns;
  const out = new Uint8Array(channels * size);
  const isGrey = components < 3;
  for (let i = 0, at = 0; i < size; i++, at += components) {
    const red = bytes[at]!;
    const green = isGrey ? red : bytes[at + 1]!;
    const blue = isGrey ? red : bytes[at + 2]!;
    if (channels === 3) {
      out[i] = red;
      out[size + i] = green;
      out[2 * size + i] = blue;
    } else {
      // 0.299, 0.587 and 0.114 of 2^16, which add up to it: grey stays as it is.
      out[i] = (19595 * red + 38470 * green + 7471 * blue + 2 ** 15) >> 16;
    }
  }
  return out;
}
