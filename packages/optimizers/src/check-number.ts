/** Returns `value`. RangeError unless it is finite and not negative. */
export function checkNotNegative(value: number, name: string): number {
  if (value >= 0 && Number.isFinite(value)) return value;
  throw new RangeError(`${name}: expected a number from 0 up, got ${value}`);
}

/** Returns `value`. RangeError unless it is a share that decays: from 0 up to but without 1. */
export function checkDecay(value: number, name: string): number {
  if (value >= 0 && value < 1) return value;
  throw new RangeError(`${name}: expected a number from 0 up, below 1, got ${value}`);
}
