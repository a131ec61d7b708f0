/** Throws unless `factor` is a finite number; `what` starts the message. */
export function checkFactor(factor: number, what: string): void {
  if (Number.isFinite(factor)) return;
  throw new RangeError(`${what} must be a finite number, got ${factor}`);
}
