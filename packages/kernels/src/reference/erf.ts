/**
 * The error function to about 1e-15: its Maclaurin series with the Gaussian factored out (all terms
 * positive, Abramowitz and Stegun 7.1.6) up to 3, the continued fraction of erfc (7.1.14) above.
 */
export function erf(x: number): number {
  if (Number.isNaN(x)) return x;
  const size = Math.abs(x);
  const value = size < 3 ? series(size) : 1 - complement(size);
  return x < 0 ? -value : x === 0 ? x : value;
}

/** 2/√π · e^(-x²) · Σ 2ⁿ x^(2n+1) / (1·3·5···(2n+1)) */
function series(x: number): number {
  let term = x;
  let sum = x;
  for (let n = 1; term > sum * 1e-17; n++) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
}

/** erfc for x >= 3, by the continued fraction evaluated from its tail. */
function complement(x: number): number {
  if (x > 6) return 0;
  let tail = 0;
  for (let n = 60; n >= 1; n--) tail = n / 2 / (x + tail);
  return Math.exp(-x * x) / (Math.sqrt(Math.PI) * (x + tail));
}
