/** Throws unless `value` is a number from `low` to `high`; `what` starts the message. */
export function checkNumber(
  value: number,
  what: string,
  low = Number.NEGATIVE_INFINITY,
  high = Number.POSITIVE_INFINITY,
): void {
  if (typeof value === 'number' && value >= low && value <= high) return;
  const range =
    high !== Number.POSITIVE_INFINITY
      ? ` from ${low} to ${high}`
      : low !== Number.NEGATIVE_INFINITY
        ? ` from ${low} up`
        : '';
  throw new RangeError(`${what} must be a number${range}, got ${value}`);
}
