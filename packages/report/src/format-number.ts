/** Four digits: 0.1234, 1234, 1.23e-7. '-' for a number that was not measured. */
export function formatNorm(norm: number | undefined): string {
  if (norm === undefined) return '-';
  if (norm === 0 || !Number.isFinite(norm)) return String(norm);
  const size = Math.abs(norm);
  return size >= 0.001 && size < 10000 ? norm.toPrecision(4) : norm.toExponential(2);
}

/** As short as it may be with `digits`: 0.5, 13, 2e-7. */
export function formatShort(value: number, digits = 2): string {
  if (value === 0 || !Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  const rounded = Number(value.toPrecision(digits));
  if (size >= 0.001 && size < 1e5) return String(rounded);
  return rounded.toExponential().replace('+', '');
}

/** 12.3 %. */
export function formatShare(share: number | undefined): string {
  if (share === undefined) return '-';
  return Number.isFinite(share) ? `${(100 * share).toFixed(1)} %` : String(share);
}

/** 1,234,567, and 1.2e15 from where digits no longer say anything. */
export function formatCount(count: number): string {
  return count < 1e12 ? count.toLocaleString('en-US') : formatShort(count);
}
