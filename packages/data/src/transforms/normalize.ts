import { formatShape, tensor } from '@plumbline/tensor';
import { type Normalization, normalizationOf } from '../normalization.ts';
import type { Transform } from './transform.ts';

/**
 * (x - mean) / std, by channel: inputs [B, C, ...] of any float, so columns of a table [B, C] too.
 * `ImageBatches` does the same at no cost; this one is for what comes after other transforms.
 *
 * RangeError where `mean` or `std` are not C numbers, or a `std` is not above 0.
 */
export function normalize(normalization: Normalization): Transform {
  return ([x, y]) => {
    const [, channels] = x.shape;
    if (channels === undefined) {
      throw new RangeError(`normalize: expected [B, C, ...], got shape ${formatShape(x.shape)}`);
    }
    const { mean, std } = normalizationOf(normalization, channels);
    const each = (values: readonly number[]) =>
      tensor([...values], { dtype: x.dtype, shape: [channels, ...x.shape.slice(2).map(() => 1)] });
    return [x.sub(each(mean)).div(each(std)), y];
  };
}
