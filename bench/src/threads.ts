/** A number of threads, in words. */
export function threads(count: number): string {
  return count === 1 ? '1 thread' : `${count} threads`;
}
