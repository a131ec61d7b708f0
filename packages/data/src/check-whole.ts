/** RangeError unless `value` is a whole number in a range; `what` says whose it is. */
export function checkWhole(value: number, from: number, what: string, to?: number): void {
  if (Number.isSafeInteger(value) && value >= from && (to === undefined || value <= to)) return;
  const range = to === undefined ? `${from} up` : `${from} to ${to}`;
  throw new RangeError(`${what} is a whole number from ${range}, got ${value}`);
}
