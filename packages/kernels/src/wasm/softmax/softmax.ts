import { type ArrayView, elementCount, isContiguous } from '../../array-view.ts';
import type { SoftmaxOp } from '../../kernels.ts';
import type { Team } from '../../threads/team.ts';
import type { FeatureMode } from '../assembler/feature-mode.ts';
import type { Copy } from '../copy/copy.ts';
import { KernelCache } from '../kernel-cache.ts';
import type { Scratch } from '../scratch.ts';
import { rangeOf } from '../split.ts';
import { softmaxRows } from './kernels.ts';

/** Elements below which waking another thread costs more than it saves. */
const leastPart = 8192;

/** Float32 softmax and its logarithm over the last axis. */
export class Softmax {
  readonly #mode: FeatureMode;
  readonly #scratch: Scratch;
  readonly #copy: Copy;
  readonly #team: Team;
  readonly #kernels: KernelCache;

  constructor(
    memory: WebAssembly.Memory,
    mode: FeatureMode,
    scratch: Scratch,
    parts: { readonly copy: Copy; readonly team: Team },
  ) {
    this.#mode = mode;
    this.#scratch = scratch;
    this.#copy = parts.copy;
    this.#team = parts.team;
    this.#kernels = new KernelCache(memory, mode);
  }

  run(op: SoftmaxOp, input: ArrayView, output: ArrayView): void {
    const count = elementCount(input.shape);
    if (count === 0) return;
    const columns = input.shape.at(-1) ?? 1;
    let source = input.offset * 4;
    if (!isContiguous(input)) {
      source = this.#scratch(count * 4);
      this.#copy.toContiguous(input, source);
    }
    const kernel = this.#kernels.get(op, () => softmaxRows(this.#mode, op));
    const rows = count / columns;
    const parts = Math.max(1, Math.min(this.#team.size, rows, Math.floor(count / leastPart)));
    this.#team.run(parts, (part) => {
      const { start, length } = rangeOf(rows, parts, part);
      const skipped = start * columns * 4;
      kernel(source + skipped, output.offset * 4 + skipped, length, columns);
    });
  }
}
