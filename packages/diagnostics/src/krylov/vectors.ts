import { type Generator, randn, scope } from '@plumbline/tensor';

/*
 * Krylov vectors are plain arrays in float64, whatever the model computes in: what keeps them
 * orthogonal must be more exact than the products that they come from.
 */

export function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

/** Also where squares would be too large or too small to be numbers, as after very many layers. */
export function norm(v: Float64Array): number {
  const largest = v.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
  if (largest === 0 || !Number.isFinite(largest)) return largest;
  return largest * Math.sqrt(v.reduce((sum, x) => sum + (x / largest) ** 2, 0));
}

/** `v` plus `factor` times `w`, in place. */
export function addScaled(v: Float64Array, factor: number, w: Float64Array): void {
  for (let i = 0; i < v.length; i++) v[i]! += factor * w[i]!;
}

/** A normal random vector. */
export function randomVector(size: number, generator: Generator): Float64Array {
  return scope(() => Float64Array.from(randn([size], { dtype: 'float64', generator }).dataSync()));
}

/** Vectors of length 1, orthogonal to each other. */
export class OrthonormalBasis {
  readonly vectors: Float64Array[] = [];

  /**
   * Takes out of `v`, in place, what lies along the basis. Where much of it did, rounding leaves
   * some behind, and it is done again (Daniel et al. 1976, "Reorthogonalization and stable
   * algorithms for updating the Gram-Schmidt QR factorization"). Returns the norm of what is left.
   */
  orthogonalize(v: Float64Array): number {
    // Of a product in a Lanczos recurrence this is nearly all that lies along the basis.
    takeOut(v, this.vectors.slice(-2));
    for (let before = norm(v); ; ) {
      takeOut(v, this.vectors);
      const after = norm(v);
      if (!(after < before * Math.SQRT1_2)) return after;
      before = after;
    }
  }

  /** Adds `v` / |v|, where `v` is orthogonal to the basis and `length` is its norm. */
  add(v: Float64Array, length: number): Float64Array {
    const unit = v.map((x) => x / length);
    this.vectors.push(unit);
    return unit;
  }

  /** Adds a random vector that is orthogonal to the others, of which there must be one. */
  addRandom(size: number, generator: Generator): Float64Array {
    const v = randomVector(size, generator);
    return this.add(v, this.orthogonalize(v));
  }
}

function takeOut(v: Float64Array, vectors: readonly Float64Array[]): void {
  for (const vector of vectors) addScaled(v, -dot(vector, v), vector);
}
