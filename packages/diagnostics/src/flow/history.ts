import { checkCount } from '../check-count.ts';
import { PassSums, type Row } from './row.ts';

/**
 * At most `limit` rows, one a recorded pass: when it is full every second one goes, and from then on
 * only every second pass is wanted, so that what is left covers the whole run evenly.
 */
export class History {
  readonly #limit: number;
  #rows: Row[] = [];
  #stride = 1;

  constructor(limit: number) {
    checkCount(limit, 'watch: history', 2);
    this.#limit = limit;
  }

  /** Whether it would keep that pass. */
  wants(pass: number): boolean {
    return pass % this.#stride === 0;
  }

  /** Takes over the tensors of a row. */
  add(row: Row): void {
    this.#rows.push(row);
    if (!this.wants(row.pass)) this.#drop();
    while (this.#rows.length > this.#limit) {
      this.#stride *= 2;
      this.#drop();
    }
  }

  /** Lets go of the rows that are not wanted any more. */
  #drop(): void {
    const leaving = this.#rows.filter(({ pass }) => !this.wants(pass));
    this.#rows = this.#rows.filter(({ pass }) => this.wants(pass));
    for (const { sheets, loss } of leaving) {
      for (const { values } of sheets) values.release('the watch');
      if (typeof loss !== 'number') loss.release('the watch');
    }
  }

  /** Reads all rows, synchronously. */
  read(): PassSums[] {
    return this.#rows.map((row) => new PassSums(row));
  }
}
