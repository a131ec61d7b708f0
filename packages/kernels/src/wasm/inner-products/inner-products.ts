import { type ArrayView, elementCount, isContiguous } from '../../array-view.ts';
import { type InnerProducts as Form, innerProductCounts } from '../../kernels.ts';
import type { Team } from '../../threads/team.ts';
import type { FeatureMode } from '../assembler/feature-mode.ts';
import type { Kernel } from '../assembler/module-builder.ts';
import type { Copy } from '../copy/copy.ts';
import { KernelCache } from '../kernel-cache.ts';
import { type Scratch, scratchRegions } from '../scratch.ts';
import { shareOut } from '../share-out.ts';
import { innerProductsRun } from './kernels.ts';

/** Elements that are added up by one call, whoever makes it: so threads change no bit. */
const blockElements = 2 ** 15;

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
    this.#kernels = new KernelCache(memory, mode);
  }

  /** Computes and returns true, or returns false if it has no kernel for this. */
  run(form: Form, inputs: readonly ArrayView[], output: ArrayView): boolean {
    const [first, last] = [inputs[0]!, inputs[inputs.length - 1]!];
    const count = elementCount(first.shape);
    if (count === 0 || first.dtype !== 'float32') return false;
    const kernel = this.#kernels.get(form, () => innerProductsRun(this.#mode, form));
    const isPlain = isContiguous(first) && isContiguous(last);
    const [x, y] = isPlain ? [first.offset * 4, last.offset * 4] : this.#gather(first, last);
    const to = output.offset * 8;
    if (count <= blockElements) kernel(x, y, to, count);
    else this.#runBlocks(kernel, [x, y], { to, count, sums: innerProductCounts[form] });
    return true;
  }

  #runBlocks(kernel: Kernel, [x, y]: Pair<number>, { to, count, sums }: Blocks): void {
    const blocks = Math.ceil(count / blockElements);
    const partial = this.#room(blocks * sums * 8);
    shareOut(this.#team, blocks, count, (first, length) => {
      for (let block = first; block < first + length; block++) {
        const start = block * blockElements;
        const elements = Math.min(blockElements, count - start);
        kernel(x + start * 4, y + start * 4, partial + block * sums * 8, elements);
      }
    });
    this.#team.catchUp();
    // Not the output's `data`: taking room may have grown the memory, which detaches it.
    const data = new Float64Array(this.#memory.buffer);
    for (let sum = 0; sum < sums; sum++) {
      let total = 0;
      for (let block = 0; block < blocks; block++) total += data[partial / 8 + block * sums + sum]!;
      data[to / 8 + sum] = total;
    }
  }

  /** Where both lie without gaps, their elements in the same order: in scratch space if need be. */
  #gather(x: ArrayView, y: ArrayView): Pair<number> {
    if (inMemoryOrder([x, y]).every(isContiguous)) return [x.offset * 4, y.offset * 4];
    const bytes = elementCount(x.shape) * 4;
    const [a, b] = scratchRegions(this.#scratch, x === y ? [bytes] : [bytes, bytes]);
    this.#copy.toContiguous(x, a!);
    if (b !== undefined) this.#copy.toContiguous(y, b);
    return [a!, b ?? a!];
  }
}

type Pair<T> = readonly [x: T, y: T];

/** Where the sums of many elements go, and how many of either there are. */
interface Blocks {
  readonly to: number;
  readonly count: number;
  readonly sums: number;
}

/** The views with the first one's slowest axis first: any order of the elements has the same sums. */
function inMemoryOrder(views: Pair<ArrayView>): readonly ArrayView[] {
  const { shape, strides } = views[0];
  const order = [...shape.keys()].sort((a, b) => strides[b]! - strides[a]!);
  return views.map((view) => ({
    ...view,
    shape: order.map((axis) => view.shape[axis]!),
    strides: order.map((axis) => view.strides[axis]!),
  }));
}
