import type { NamedIdx } from '../src/index.ts';

/** An IDX file as its page describes it, put together by hand. */
export function idxFile(
  shape: readonly number[],
  elements: ArrayLike<number>,
  type = 0x08,
): Uint8Array {
  const bytes = new Uint8Array(4 + 4 * shape.length + elements.length);
  bytes.set([0, 0, type, shape.length]);
  const view = new DataView(bytes.buffer);
  for (const [axis, size] of shape.entries()) view.setUint32(4 + 4 * axis, size);
  bytes.set(Array.from(elements), 4 + 4 * shape.length);
  return bytes;
}

/** `count` images of 2 x 3 pixels: pixel i of all is i modulo 256. */
export function imagesFile(count: number): Uint8Array {
  const pixels = Uint8Array.from({ length: count * 6 }, (_, i) => i % 256);
  return idxFile([count, 2, 3], pixels);
}

/** Label i is i modulo 10. */
export function labelsFile(count: number): Uint8Array {
  return idxFile(
    [count],
    Uint8Array.from({ length: count }, (_, i) => i % 10),
  );
}

export function named(name: string, shape: readonly number[], data: Uint8Array): NamedIdx {
  return { name, shape, data };
}
