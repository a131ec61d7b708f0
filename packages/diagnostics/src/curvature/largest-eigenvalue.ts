import type { Generator } from '@plumbline/tensor';
import { tridiagonalEigen } from '../krylov/tridiagonal.ts';
import { addScaled, dot, norm, OrthonormalBasis, randomVector } from '../krylov/vectors.ts';
import type { SymmetricMap } from './hessian-product.ts';

export interface Eigenvalue {
  readonly value: number;
  /** |Hv - λv| / |λ|. */
  readonly residual: number;
}

export interface SearchLimits {
  /** Most products with H. */
  readonly products: number;
  /** Enough where the residual is this small. */
  readonly tolerance: number;
  readonly generator: Generator;
  readonly onProduct: () => void;
}

/** Most vectors at a time; a restart from the best combination of them saves memory. */
const basisSize = 20;

/**
 * The eigenvalue of the largest magnitude, by Lanczos iterations with full reorthogonalization
 * (Golub and Van Loan, "Matrix computations", 4th edition, section 10.1), restarted from the best
 * vector so far. NaN where a product is not finite.
 */
export function largestEigenvalue(map: SymmetricMap, limits: SearchLimits): Eigenvalue {
  let start = randomVector(map.size, limits.generator);
  for (let left = limits.products; ; ) {
    const most = Math.min(left, basisSize, map.size);
    const { value, residual, products, vector } = lanczos(map, start, most, limits);
    left -= products;
    if (left === 0 || !(residual > limits.tolerance)) return { value, residual };
    start = vector();
  }
}

/** One round: at most `most` products, fewer where that is enough. */
function lanczos(
  map: SymmetricMap,
  start: Float64Array,
  most: number,
  { tolerance, onProduct }: SearchLimits,
): Eigenvalue & { readonly products: number; readonly vector: () => Float64Array } {
  const basis = new OrthonormalBasis();
  const [alphas, betas]: [number[], number[]] = [[], []];
  let v = basis.add(start, norm(start));
  for (;;) {
    const w = map.apply(v);
    onProduct();
    const alpha = dot(v, w);
    alphas.push(alpha);
    const beta = basis.orthogonalize(w);
    const isNumber = Number.isFinite(alpha + beta);
    const { value, factors } = isNumber ? largest(alphas, betas) : broken;
    // |Hv - λv| of the eigenvector, without another product (section 10.1).
    const distance = beta * Math.abs(factors.at(-1)!);
    const residual = distance === 0 ? 0 : distance / Math.abs(value);
    if (alphas.length === most || !(residual > tolerance)) {
      const vector = () => combination(basis.vectors, factors);
      return { value, residual, products: alphas.length, vector };
    }
    betas.push(beta);
    v = basis.add(w, beta);
  }
}

const broken = { value: Number.NaN, factors: [Number.NaN] };

function largest(alphas: readonly number[], betas: readonly number[]) {
  const { values, rows } = tridiagonalEigen(alphas, betas, [...alphas.keys()]);
  const best = values.reduce((best, x, i) => (Math.abs(x) > Math.abs(values[best]!) ? i : best), 0);
  return { value: values[best]!, factors: rows.map((row) => row[best]!) };
}

function combination(vectors: readonly Float64Array[], factors: readonly number[]): Float64Array {
  const sum = new Float64Array(vectors[0]!.length);
  for (const [i, vector] of vectors.entries()) addScaled(sum, factors[i]!, vector);
  return sum;
}
