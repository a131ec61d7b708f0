import type { Tensor } from '@plumbline/tensor';

/** Sums in float64, and for each its place among the quantities of a pass. */
export interface Sheet {
  readonly values: Tensor;
  readonly places: number[];
}

/** What is kept of one pass, where it was computed until somebody asks. */
export interface Row {
  readonly pass: number;
  readonly sheets: readonly Sheet[];
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
  constructor({ pass, sheets, sizes, loss, wentBack, stepped }: Row) {
    this.pass = pass;
    this.loss = typeof loss === 'number' ? loss : loss.item();
    this.wentBack = wentBack;
    this.stepped = stepped;
    this.#sizes = sizes;
    for (const { values, places } of sheets) {
      const numbers = values.dataSync();
      for (const [i, place] of places.entries())
        this.#sums.set(place, (this.#sums.get(place) ?? 0) + numbers[i]!);
    }
  }

  /** Whether anything was measured there. */
  has(place: number): boolean {
    return this.#sums.has(place);
  }

  /** How many elements (or units) were measured there. */
  size(place: number): number {
    return this.#sizes.get(place) ?? 0;
  }

  /** What was counted there, by how many there are. */
  share(place: number): number {
    return this.sum(place) / this.size(place);
  }

  sum(place: number): number {
    return this.#sums.get(place) ?? Number.NaN;
  }

  /** √Σ x²: NaN where nothing was measured, Infinity where an element is not finite. */
  norm(place: number): number {
    if (!this.has(place)) return Number.NaN;
    const squares = this.sum(place);
    return Number.isFinite(squares) ? Math.sqrt(squares) : Number.POSITIVE_INFINITY;
  }
}
