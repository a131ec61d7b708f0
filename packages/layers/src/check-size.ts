/** Throws unless `size` is a whole number from `least` (1) up; `what` starts the message. */
export function checkSize(size: number, what: string, least = 1): void {
  if (Number.isSafeInteger(size) && size >= least) return;
  throw new RangeError(`${what} must be a whole number from ${least} up, got ${size}`);
}
