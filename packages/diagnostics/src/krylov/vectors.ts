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
   * Takes out of `v`, in place, what lies along the basis, twice: once more makes it orthogonal to
   * rounding (Giraud et al. 2005, "The loss of orthogonality in the Gram-Schmidt process"). Returns
   * the norm of what is left.
   */
  orthogonalize(v: Float64Array): number {
    for (let pass = 0; pass < 2; pass++) {
      for (const vector of this.vectors) addScaled(v, -dot(vector, v), vector);
    }
    return norm(v);
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
