/** Throws unless `size` is a whole number from 1 up; `what` starts the message. */
export function checkSize(size: number, what: string): void {
  if (Number.isSafeInteger(size) && size >= 1) return;
  throw new RangeError(`${what} must be a whole number from 1 up, got ${size}`);
}
