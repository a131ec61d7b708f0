import { type ArrayView, elementCount, isContiguous } from '../../array-view.ts';
import type { InnerProducts as Form } from '../../kernels.ts';
import type { Team } from '../../threads/team.ts';
import type { FeatureMode } from '../assembler/feature-mode.ts';
import type { Copy } from '../copy/copy.ts';
import { KernelCache } from '../kernel-cache.ts';
import { type Scratch, scratchRegions } from '../scratch.ts';
import { shareOut } from '../share-out.ts';
import { innerProductsRun } from './kernels.ts';

/** Elements that are added up by one call, whoever makes it: so threads change no bit. */
const blockElements = 2 ** 15;
const sumsOf: Readonly<Record<Form, number>> = { square: 2, pair: 3, change: 2 };

/** Sums of products of float32 elements, in float64. */
export class InnerProducts {
  readonly #memory: WebAssembly.Memory;
  readonly #mode: FeatureMode;
  readonly #scratch: Scratch;
  readonly #room: Scratch;
  readonly #copy: Copy;
  readonly #team: Team;
  readonly #kernels: KernelCache;

  constructor(
    memory: WebAssembly.Memory,
    mode: FeatureMode,
    scratch: Scratch,
    { copy, team, room }: { copy: Copy; team: Team; room: Scratch },
  ) {
    this.#memory = memory;
    this.#mode = mode;
    this.#scratch = scratch;
    this.#room = room;
    this.#copy = copy;
    this.#team = team;
    this.#kernels = new KernelCache(memory);
  }

  /** Computes and returns true, or returns false if it has no kernel for this. */
  run(form: Form, inputs: readonly ArrayView[], output: ArrayView): boolean {
    const count = elementCount(inputs[0]!.shape);
    if (count === 0 || !inputs.every(({ dtype }) => dtype === 'float32')) return false;
    const kernel = this.#kernels.get(form, () => innerProductsRun(this.#mode, form));
    const sources = this.#addresses(inputs, count);
    const to = output.offset * 8;
    if (count <= blockElements) {
      kernel(...sources, to, count);
      return true;
    }
    const blocks = Math.ceil(count / blockElements);
    const sums = sumsOf[form];
    const partial = this.#room(blocks * sums * 8);
    shareOut(this.#team, blocks, count, (first, length) => {
      for (let block = first; block < first + length; block++) {
        const start = block * blockElements;
        const from = sources.map((source) => source + start * 4);
        kernel(...from, partial + block * sums * 8, Math.min(blockElements, count - start));
      }
    });
    // Not `output.data`: taking room may have grown the memory, which detaches it.
    const data = new Float64Array(this.#memory.buffer);
    for (let sum = 0; sum < sums; sum++) {
      let total = 0;
      for (let block = 0; block < blocks; block++) total += data[partial / 8 + block * sums + sum]!;
      data[to / 8 + sum] = total;
    }
    return true;
  }

  /** Where the elements lie without gaps, each view's in the same order. */
  #addresses(inputs: readonly ArrayView[], count: number): number[] {
    const sorted = inMemoryOrder(inputs);
    if (sorted.every(isContiguous)) return inputs.map(({ offset }) => offset * 4);
    const regions = scratchRegions(
      this.#scratch,
      inputs.map((input) => (isContiguous(input) ? 0 : count * 4)),
    );
    return inputs.map((input, i) => {
      if (isContiguous(input)) return input.offset * 4;
      this.#copy.toContiguous(input, regions[i]!);
      return regions[i]!;
    });
  }
}

/** The views with the first one's slowest axis first: any order of the elements has the same sums. */
function inMemoryOrder(views: readonly ArrayView[]): readonly ArrayView[] {
  if (views.every(isContiguous)) return views;
  const { shape, strides } = views[0]!;
  const order = [...shape.keys()].sort((a, b) => strides[b]! - strides[a]!);
  return views.map((view) => ({
    ...view,
    shape: order.map((axis) => view.shape[axis]!),
    strides: order.map((axis) => view.strides[axis]!),
  }));
}
