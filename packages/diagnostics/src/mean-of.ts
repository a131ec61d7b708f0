/** The mean of two or more numbers, and its standard error. */
export function meanOf(numbers: readonly number[]): { mean: number; error: number } {
  const n = numbers.length;
  const mean = numbers.reduce((sum, x) => sum + x, 0) / n;
  const variance = numbers.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (n - 1);
  return { mean, error: Math.sqrt(variance / n) };
}
