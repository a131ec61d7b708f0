import { checkOptions } from '@plumbline/tensor';
/** What takes pixels to (pixel - mean) / std, pixels between 0 (black) and 1. */
export interface Normalization {
  /** Of all channels, or one a channel. */
  readonly mean: number | readonly number[];
  /** Above 0. */
  readonly std: number | readonly number[];
}

/** A mean and a std for each of `channels`. RangeError if they are not that many, or a std not > 0. */
export function normalizationOf(
  normalization: Normalization,
  channels: number,
): { readonly mean: readonly number[]; readonly std: readonly number[] } {
  checkOptions('normalize', normalization, ['mean', 'std']);
  const { mean, std } = normalization;
  const each = { mean: eachOf(mean, channels), std: eachOf(std, channels) };
  const isCounted = each.mean.length === channels && each.std.length === channels;
  const isScale = each.std.every((s) => s > 0 && Number.isFinite(s));
  if (isCounted && isScale && each.mean.every(Number.isFinite)) return each;
  const expected = isCounted
    ? 'a mean and a std above 0'
    : `a mean and a std for each of ${channels} channels`;
  throw new RangeError(`normalize: expected ${expected}, got ${mean} and ${std}`);
}

function eachOf(value: number | readonly number[], channels: number): readonly number[] {
  return typeof value === 'number' ? new Array<number>(channels).fill(value) : value;
}
