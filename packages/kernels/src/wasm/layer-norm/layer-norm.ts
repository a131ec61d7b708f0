import { type ArrayView, contiguousStrides, elementCount } from '../../array-view.ts';
import type { Team } from '../../threads/team.ts';
import type { FeatureMode } from '../assembler/feature-mode.ts';
import type { Copy } from '../copy/copy.ts';
import { KernelCache } from '../kernel-cache.ts';
import type { Reduce } from '../reduce/reduce.ts';
import type { Scratch } from '../scratch.ts';
import { shareOut } from '../share-out.ts';
import { layerNormGradRows, layerNormRows } from './kernels.ts';

/** Sums over rows that the gradients of weight and bias are added up from, up to `mostRows`. */
const sumCount = 16;
/** Rows of a sum: so many that the sums are little beside what they are of. */
const mostRows = 128;

/** Float32 layer normalization and its gradients; threads share the rows. */
export class LayerNorm {
  readonly #mode: FeatureMode;
  readonly #scratch: Scratch;
  readonly #room: Scratch;
  readonly #copy: Copy;
  readonly #reduce: Reduce;
  readonly #team: Team;
  readonly #kernels: KernelCache;

  constructor(
    memory: WebAssembly.Memory,
    mode: FeatureMode,
    { scratch, room }: { scratch: Scratch; room: Scratch },
    { copy, reduce, team }: { copy: Copy; reduce: Reduce; team: Team },
  ) {
    this.#mode = mode;
    this.#scratch = scratch;
    this.#room = room;
    this.#copy = copy;
    this.#reduce = reduce;
    this.#team = team;
    this.#kernels = new KernelCache(memory, mode);
  }

  forward(
    input: ArrayView,
    weight: ArrayView,
    bias: ArrayView,
    eps: number,
    output: ArrayView,
  ): void {
    const { rows, columns } = sizesOf(input, weight);
    if (rows * columns === 0) return;
    const kernel = this.#kernels.get('forward', () => layerNormRows(this.#mode));
    const [x, w, b] = this.#copy.contiguous([input, weight, bias], this.#scratch);
    shareOut(this.#team, rows, rows * columns, (start, count) => {
      const skipped = start * columns * 4;
      const [from, to] = [x! + skipped, output.offset * 4 + skipped];
      kernel(from, w!, b!, to, count, columns, eps, 1 / columns);
    });
  }

  gradient(
    gradient: ArrayView,
    input: ArrayView,
    weight: ArrayView,
    eps: number,
    toInput: ArrayView,
    toParameters: ArrayView,
  ): void {
    const { rows, columns } = sizesOf(input, weight);
    if (rows * columns === 0) {
      this.#copy.zero(toParameters);
      return;
    }
    const kernel = this.#kernels.get('gradient', () => layerNormGradRows(this.#mode));
    const [g, x, w] = this.#copy.contiguous([gradient, input, weight], this.#scratch);
    // However many threads there are, so that the order of the additions doesn't depend on them.
    const group = Math.min(Math.ceil(rows / sumCount), mostRows);
    const shape = [Math.ceil(rows / group), 2 * columns];
    const offset = this.#room(elementCount(shape) * 4) / 4;
    const sums = { ...toParameters, offset, shape, strides: contiguousStrides(shape) };
    shareOut(this.#team, shape[0]!, rows * columns, (start, count) => {
      const first = start * group;
      const length = Math.min(count * group, rows - first);
      const [from, at, to] = [g!, x!, toInput.offset * 4].map((a) => a + first * columns * 4);
      const sum = (offset + start * 2 * columns) * 4;
      kernel(from!, at!, w!, to!, sum, length, columns, group, eps, 1 / columns);
    });
    this.#reduce.run('sum', sums, [0], toParameters);
  }
}

function sizesOf(input: ArrayView, weight: ArrayView): { rows: number; columns: number } {
  const columns = elementCount(weight.shape);
  return { rows: columns === 0 ? 0 : elementCount(input.shape) / columns, columns };
}
