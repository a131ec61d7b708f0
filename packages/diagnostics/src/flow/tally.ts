import { noGrad } from '@plumbline/autograd';
import { engine, innerProductCounts, keep, type Tensor, type View, zeros } from '@plumbline/tensor';
import type { Row, Sheet } from './row.ts';

/** The sums of the pass under way: a layer that runs twice has two at a place, which add up. */
export class Tally {
  readonly #capacity: number;
  readonly #sheets: Sheet[] = [];
  readonly #sizes = new Map<number, number>();

  /** `capacity`: how many sums it makes room for at a time. */
  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** Σ x² to `place`, and how many elements are not finite to the next one. */
  square(place: number, x: Tensor): void {
    this.#measure('square', place, [x]);
  }

  /** Σ x², Σ y² and Σ x y to `place` and those after it. */
  pair(place: number, x: Tensor, y: Tensor): void {
    this.#measure('pair', place, [x, y]);
  }

  /** Σ (x - y)² to `place`, Σ y² to the next one. */
  change(place: number, x: Tensor, y: Tensor): void {
    this.#measure('change', place, [x, y]);
  }

  /** How many slices of `x` along `axis` are 0 throughout. */
  zeroSlices(place: number, x: Tensor, axis: number): void {
    if (x.size === 0) return;
    this.#count(place, x.shape[axis]!);
    engine().zeroSlices(x, axis, this.#take(place, 1));
  }

  /** A number that ops make of `x`. */
  number(place: number, x: Tensor, of: (x: Tensor) => Tensor): void {
    if (x.size === 0) return;
    this.#count(place, x.size);
    noGrad(() => engine().copy(of(x).reshape([1]), this.#take(place, 1)));
  }

  /** The row, which takes over the sums. */
  finish(): Pick<Row, 'sheets' | 'sizes'> {
    return { sheets: this.#sheets.splice(0), sizes: this.#sizes };
  }

  /** Gives up what was measured. */
  drop(): void {
    for (const { values } of this.#sheets.splice(0)) values.release('the watch');
  }

  #measure(form: keyof typeof innerProductCounts, place: number, inputs: readonly Tensor[]): void {
    const { size } = inputs[0]!;
    if (size === 0) return;
    this.#count(place, size);
    engine().innerProducts(form, inputs, this.#take(place, innerProductCounts[form]));
  }

  #count(place: number, size: number): void {
    this.#sizes.set(place, (this.#sizes.get(place) ?? 0) + size);
  }

  /** Where the sums of `place` and of those after it are written. */
  #take(place: number, count: number): View {
    let sheet = this.#sheets.at(-1);
    if (sheet === undefined || sheet.places.length + count > sheet.values.size) {
      const values = keep(zeros([this.#capacity], { dtype: 'float64' }));
      sheet = { values, places: [] };
      this.#sheets.push(sheet);
    }
    const { values, places } = sheet;
    const offset = places.length;
    for (let sum = 0; sum < count; sum++) places.push(place + sum);
    return { buffer: values.buffer, shape: [count], strides: [1], offset };
  }
}
