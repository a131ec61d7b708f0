import { noGrad } from '@plumbline/autograd';
import { concat, keep, type Tensor } from '@plumbline/tensor';
import { Batch } from './batch.ts';
import type { Measure } from './measures.ts';
import type { Row } from './row.ts';

/** Elements up to which an op costs more than its elements. */
const smallTensor = 16_384;
/** Elements of small tensors that are measured at a time. */
const batchElements = 2 ** 17;

/**
 * The sums of the pass under way. They stay tensors, and are added to a place in the row: a layer
 * that runs twice adds twice.
 */
export class Tally {
  /** By the shape and dtype of what waits. */
  readonly #batches = new Map<Measure, Map<string, Batch>>();
  readonly #sums: Tensor[] = [];
  readonly #places: number[] = [];
  readonly #sizes = new Map<number, number>();

  /**
   * Measures tensors of one shape, which may be released after. The sums go to `place` and those
   * after it.
   */
  add(place: number, measure: Measure, inputs: readonly Tensor[]): void {
    const first = inputs[0]!;
    const { size } = first;
    if (size === 0) return;
    this.count(place, size);
    if (size > smallTensor) {
      this.#measure([place], measure, () => inputs.map((input) => input.unsqueeze(0)));
      return;
    }
    const batches = this.#batches.get(measure) ?? new Map<string, Batch>();
    this.#batches.set(measure, batches);
    const key = `${first.dtype} ${first.shape}`;
    const batch = batches.get(key) ?? new Batch(inputs, Math.ceil(batchElements / size));
    batches.set(key, batch);
    batch.add(place, inputs);
    if (!batch.isFull) return;
    batches.delete(key);
    this.#close(batch, measure);
  }

  /** Adds to the number of what is measured at `place`; `add` does by elements. */
  count(place: number, size: number): void {
    this.#sizes.set(place, (this.#sizes.get(place) ?? 0) + size);
  }

  /** The row, which takes over the sums. */
  finish(): Pick<Row, 'values' | 'places' | 'sizes'> {
    for (const [measure, batches] of this.#batches)
      for (const batch of batches.values()) this.#close(batch, measure);
    this.#batches.clear();
    const sums = this.#sums.splice(0);
    const values = sums.length === 0 ? null : noGrad(() => keep(concat(sums)));
    for (const sum of sums) sum.release('the watch');
    return { values, places: this.#places, sizes: this.#sizes };
  }

  /** Gives up what was measured. */
  drop(): void {
    for (const batches of this.#batches.values())
      for (const batch of batches.values()) batch.release();
    this.#batches.clear();
    for (const sum of this.#sums.splice(0)) sum.release('the watch');
  }

  #close(batch: Batch, measure: Measure): void {
    this.#measure(batch.places, measure, () => batch.stacks());
    batch.release();
  }

  #measure(places: readonly number[], measure: Measure, stacks: () => Tensor[]): void {
    noGrad(() => {
      const values = measure.of(stacks(), total);
      for (let sum = 0; sum < measure.sums; sum++) {
        this.#sums.push(keep(values[sum]!));
        for (const place of places) this.#places.push(place + sum);
      }
    });
  }
}

/** Σ over all axes but the first. */
function total(x: Tensor): Tensor {
  return x.sum([...x.shape.keys()].slice(1));
}
