import { concat, keep, scope, type Tensor } from '@plumbline/tensor';

/**
 * Rows of numbers, one a recorded pass, that stay where they were computed until somebody asks. At
 * most `limit` rows: when it is full every second one goes, and from then on only every second pass
 * is kept, so that what is left covers the whole run evenly.
 */
export class History {
  readonly #limit: number;
  #rows: { pass: number; values: Tensor }[] = [];
  #stride = 1;

  constructor(limit: number) {
    if (!Number.isInteger(limit) || limit < 2) {
      throw new RangeError(`watch: the history must hold 2 passes or more, got ${limit}`);
    }
    this.#limit = limit;
  }

  /** Keeps a row of one-element tensors; they are released. */
  add(pass: number, values: readonly Tensor[]): void {
    if (pass % this.#stride === 0 && values.length > 0) {
      const row = scope(() => concat(values.map((value) => value.reshape([1]))));
      this.#rows.push({ pass, values: keep(row) });
    }
    for (const value of values) value.release('the watch');
    if (this.#rows.length <= this.#limit) return;
    this.#stride *= 2;
    const isKept = ({ pass: recorded }: { pass: number }) => recorded % this.#stride === 0;
    for (const row of this.#rows) if (!isKept(row)) row.values.release('the watch');
    this.#rows = this.#rows.filter(isKept);
  }

  /** Reads all rows. */
  read(): { readonly pass: number; readonly values: readonly number[] }[] {
    return this.#rows.map(({ pass, values }) => ({ pass, values: [...values.dataSync()] }));
  }
}
