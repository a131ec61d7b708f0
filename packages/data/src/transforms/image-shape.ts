import { formatShape, type Tensor } from '@plumbline/tensor';

/** The sizes of images [B, C, H, W]. RangeError that names the transform if `x` is something else. */
export function imageShape(x: Tensor, transform: string) {
  const [count = 0, channels = 0, rows = 0, columns = 0] = x.shape;
  if (x.rank === 4 && x.size > 0) return { count, channels, rows, columns };
  throw new RangeError(
    `${transform}: expected images [B, C, H, W], got shape ${formatShape(x.shape)}` +
      (x.rank === 2 ? '; batches are not to be flat' : ''),
  );
}
