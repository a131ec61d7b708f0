import type { Generator } from '@plumbline/tensor';
import { tridiagonalEigen } from '../krylov/tridiagonal.ts';
import { OrthonormalBasis } from '../krylov/vectors.ts';
import type { LinearMap } from './linear-map.ts';

/** What a bidiagonalization tells about the singular values so far. */
export interface RitzValues {
  /** Largest first, one a step: those of the bidiagonal matrix. */
  readonly values: readonly number[];
  /** |Jᵀu - σv| of each: a singular value lies this near. */
  readonly residuals: readonly number[];
  /**
   * The mean of f(σ), over all singular values, as the start alone tells it: Σ τ² f(θ), with the
   * values θ and the first components τ of their vectors (Ubaru et al. 2017, "Fast estimation of
   * tr(f(A)) via stochastic Lanczos quadrature").
   */
  mean(f: (value: number) => number): number;
}

/**
 * Golub-Kahan-Lanczos bidiagonalization with full reorthogonalization (Golub and Kahan 1965,
 * "Calculating the singular values and pseudo-inverse of a matrix"; Golub and Van Loan,
 * section 10.4): A v_k = β_(k-1) u_(k-1) + α_k u_k and Aᵀ u_k = α_k v_k + β_k v_(k+1), from a
 * random v_1. A is the map, or its transpose where that has fewer columns: then as many steps as
 * columns give all singular values. Where α or β is 0, and the Krylov space is exhausted, it goes
 * on with a random vector, which finds the further copies of multiple singular values.
 */
export class Bidiagonalization {
  readonly #alphas: number[] = [];
  readonly #betas: number[] = [];
  readonly #left = new OrthonormalBasis();
  readonly #right = new OrthonormalBasis();
  readonly #map: LinearMap;
  readonly #generator: Generator;
  #scale = 0;

  constructor(map: LinearMap, generator: Generator) {
    this.#map = map.inputs <= map.outputs ? map : transposed(map);
    this.#generator = generator;
    this.#right.addRandom(this.#map.inputs, generator);
  }

  get steps(): number {
    return this.#alphas.length;
  }

  /** Whether all singular values are found. */
  get isComplete(): boolean {
    return this.steps === this.#map.inputs;
  }

  /** Whether a number arrived that is not finite; there is nothing more to find then. */
  get isBroken(): boolean {
    return !Number.isFinite(this.#scale);
  }

  step(): void {
    const [left, right] = [this.#left, this.#right];
    const v = right.vectors.at(-1)!;
    const u = this.#extend(left, this.#map.apply(v), this.#map.outputs, this.#alphas);
    // The last one's β is 0: no direction is left.
    if (this.isComplete || this.isBroken) return;
    this.#extend(right, this.#map.applyTransposed(u), this.#map.inputs, this.#betas);
  }

  /** Adds to the basis what is new in `product`, and its length to `lengths`. */
  #extend(
    basis: OrthonormalBasis,
    product: Float64Array,
    size: number,
    lengths: number[],
  ): Float64Array {
    const length = basis.orthogonalize(product);
    // NaN, once there, stays.
    this.#scale = Math.max(this.#scale, length);
    const isNew = !(length <= 1e-12 * this.#scale);
    lengths.push(isNew ? length : 0);
    return isNew ? basis.add(product, length) : basis.addRandom(size, this.#generator);
  }

  /**
   * The singular values of the bidiagonal matrix are the eigenvalues, each with both signs, of the
   * symmetric one with diagonal 0 and α_1, β_1, α_2, ... beside it (Golub and Kahan 1965): unlike
   * BᵀB it keeps small values exact. Its eigenvectors are v_1, u_1, v_2, ... / √2.
   */
  ritz(): RitzValues {
    const k = this.steps;
    const beside = this.#alphas.flatMap((alpha, i) =>
      i < k - 1 ? [alpha, this.#betas[i]!] : [alpha],
    );
    const { values, rows } = tridiagonalEigen(new Float64Array(2 * k), beside, [0, 2 * k - 1]);
    const [first, last] = [rows[0]!, rows[1]!];
    const order = [...values.keys()].sort((i, j) => values[j]! - values[i]!).slice(0, k);
    const beta = this.#betas[k - 1] ?? 0;
    return {
      values: order.map((i) => Math.max(values[i]!, 0)),
      residuals: order.map((i) => beta * Math.SQRT2 * Math.abs(last[i]!)),
      mean: (f) => values.reduce((sum, value, i) => sum + first[i]! ** 2 * f(Math.abs(value)), 0),
    };
  }
}

function transposed({ inputs, outputs, apply, applyTransposed }: LinearMap): LinearMap {
  return {
    inputs: outputs,
    outputs: inputs,
    apply: applyTransposed,
    applyTransposed: apply,
  };
}
