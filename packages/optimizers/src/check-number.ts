/** Returns `value`. RangeError unless it is finite and not negative. */
export function checkNotNegative(value: number, name: string): number {
  if (value >= 0 && Number.isFinite(value)) return value;
  throw new RangeError(`${name}: expected a number from 0 up, got ${value}`);
}

/** Returns `value`. RangeError unless it is above 0; Infinity is. */
export function checkPositive(value: number, name: string): number {
  if (value > 0) return value;
  throw new RangeError(`${name}: expected a number above 0, got ${value}`);
}

/** Returns `value`. RangeError unless it is a share that decays: from 0 up to but without 1. */
export function checkDecay(value: number, name: string): number {
  if (value >= 0 && value < 1) return value;
  throw new RangeError(`${name}: expected a number from 0 up, below 1, got ${value}`);
}

/** Returns `value`. RangeError unless it is a share: from 0 to 1. */
export function checkShare(value: number, name: string): number {
  if (value >= 0 && value <= 1) return value;
  throw new RangeError(`${name}: expected a number from 0 to 1, got ${value}`);
}

/** Returns `value`. RangeError unless it is finite. */
export function checkFinite(value: number, name: string): number {
  if (Number.isFinite(value)) return value;
  throw new RangeError(`${name}: expected a finite number, got ${value}`);
}

/** Returns `value`. RangeError unless it is a whole number from `least` up. */
export function checkWhole(value: number, least: number, name: string): number {
  if (Number.isInteger(value) && value >= least) return value;
  throw new RangeError(`${name}: expected a whole number from ${least} up, got ${value}`);
}
