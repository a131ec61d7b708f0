/** Eigenvalues of a symmetric tridiagonal matrix, and chosen components of all its eigenvectors. */
export interface TridiagonalEigen {
  /** In no order. */
  readonly values: Float64Array;
  /**
   * For each asked row, that component of every eigenvector (of length 1), as `values` are
   * ordered.
   */
  readonly rows: readonly Float64Array[];
}

/**
 * All eigenvalues of the symmetric tridiagonal matrix with this diagonal and the numbers beside it
 * (one fewer), exact to rounding of the largest one: implicit QR steps with Wilkinson's shift
 * (Golub and Van Loan, "Matrix computations", 4th edition, algorithms 8.3.2 and 8.3.3). Of the
 * eigenvectors only the components `rows` are carried along, so that n values take O(n²). All
 * NaN where a number is not finite.
 */
export function tridiagonalEigen(
  diagonal: ArrayLike<number>,
  beside: ArrayLike<number>,
  rows: readonly number[],
): TridiagonalEigen {
  const all = [...Array.from(diagonal), ...Array.from(beside)];
  if (!all.every(Number.isFinite)) {
    const unknown = new Float64Array(diagonal.length).fill(Number.NaN);
    return { values: unknown, rows: rows.map(() => unknown) };
  }
  // Of the order of 1, so that no square is too small to be a number.
  const scale = all.reduce((most, x) => Math.max(most, Math.abs(x)), 0) || 1;
  const d = Float64Array.from(diagonal, (x) => x / scale);
  const e = Float64Array.from(beside, (x) => x / scale);
  const components = rows.map((row) => new Float64Array(d.length).fill(1, row, row + 1));
  const isSmall = (i: number) => Math.abs(e[i]!) <= Number.EPSILON;

  for (let high = d.length - 1; high > 0; ) {
    if (isSmall(high - 1)) {
      high--;
      continue;
    }
    let low = high - 1;
    while (low > 0 && !isSmall(low - 1)) low--;
    step(d, e, low, high, components);
  }
  return { values: d.map((x) => x * scale), rows: components };
}

/** One QR step on rows and columns `low` to `high`, where nothing beside the diagonal is 0. */
function step(
  d: Float64Array,
  e: Float64Array,
  low: number,
  high: number,
  components: readonly Float64Array[],
): void {
  const [last, coupling] = [d[high]!, e[high - 1]!];
  const half = (d[high - 1]! - last) / 2;
  const root = Math.hypot(half, coupling);
  const shift = last - coupling ** 2 / (half + (half < 0 ? -root : root));
  // What the rotation of k and k + 1 turns to 0: (x, z) to (r, 0).
  let [x, z] = [d[low]! - shift, e[low]!];
  for (let k = low; k < high; k++) {
    const r = Math.hypot(x, z);
    const [c, s] = r === 0 ? [1, 0] : [x / r, z / r];
    const [a, b, q] = [d[k]!, e[k]!, d[k + 1]!];
    if (k > low) e[k - 1] = r;
    d[k] = c * c * a + 2 * c * s * b + s * s * q;
    d[k + 1] = s * s * a - 2 * c * s * b + c * c * q;
    e[k] = c * s * (q - a) + (c * c - s * s) * b;
    if (k + 1 < high) {
      x = e[k]!;
      z = s * e[k + 1]!;
      e[k + 1] = c * e[k + 1]!;
    }
    for (const row of components) {
      const [p, n] = [row[k]!, row[k + 1]!];
      row[k] = c * p + s * n;
      row[k + 1] = c * n - s * p;
    }
  }
}
