import type { Tensor } from '@plumbline/tensor';
import { unlifted } from './measures.ts';

/** What is kept of one pass, where it was computed until somebody asks. */
export interface Row {
  readonly pass: number;
  /** The sums, and for each its place among the quantities of a pass. */
  readonly values: Tensor | null;
  readonly places: readonly number[];
  /** How many elements (or units) were measured, by place. */
  readonly sizes: ReadonlyMap<number, number>;
  /** NaN where it was not told. */
  readonly loss: Tensor | number;
  /** Whether a gradient arrived anywhere, and whether any weight changed until the next pass. */
  readonly wentBack: boolean;
  readonly stepped: boolean;
}

/** A row that was read. */
export class PassSums {
  readonly pass: number;
  readonly loss: number;
  readonly wentBack: boolean;
  readonly stepped: boolean;
  readonly #sums = new Map<number, number>();
  readonly #sizes: ReadonlyMap<number, number>;

  /** Reads synchronously. */
  constructor({ pass, values, places, sizes, loss, wentBack, stepped }: Row) {
    this.pass = pass;
    this.loss = typeof loss === 'number' ? loss : loss.item();
    this.wentBack = wentBack;
    this.stepped = stepped;
    this.#sizes = sizes;
    const numbers = values?.dataSync() ?? [];
    for (const [i, place] of places.entries())
      this.#sums.set(place, (this.#sums.get(place) ?? 0) + numbers[i]!);
  }

  /** Whether anything was measured there. */
  has(place: number): boolean {
    return this.#sums.has(place);
  }

  /** How many elements (or units) were measured there. */
  size(place: number): number {
    return this.#sizes.get(place) ?? 0;
  }

  sum(place: number): number {
    return this.#sums.get(place) ?? Number.NaN;
  }

  /** √Σ x²: NaN where nothing was measured, Infinity where an element is not finite. */
  norm(place: number): number {
    return this.has(place) ? root(this.sum(place)) : Number.NaN;
  }

  /** Σ x y of gradients. */
  gradientProduct(place: number): number {
    return unlifted(this.sum(place), this.sum(place + 1));
  }

  /** `norm` of gradients. */
  gradientNorm(place: number): number {
    return this.has(place) ? root(this.gradientProduct(place)) : Number.NaN;
  }
}

function root(squares: number): number {
  return Number.isFinite(squares) ? Math.sqrt(squares) : Number.POSITIVE_INFINITY;
}
