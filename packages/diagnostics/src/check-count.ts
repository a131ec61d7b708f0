/** RangeError unless `count` is a whole number from `least` up; `what` starts the message. */
export function checkCount(count: number, what: string, least = 1): void {
  if (Number.isSafeInteger(count) && count >= least) return;
  throw new RangeError(`${what} must be a whole number from ${least} up, got ${count}`);
}
