import { type ArrayView, elementCount, isContiguous } from '../../array-view.ts';
import type { ArgReduceOp } from '../../kernels.ts';
import type { Team } from '../../threads/team.ts';
import type { FeatureMode } from '../assembler/feature-mode.ts';
import type { Copy } from '../copy/copy.ts';
import { KernelCache } from '../kernel-cache.ts';
import type { Scratch } from '../scratch.ts';
import { shareOut } from '../share-out.ts';
import { argRows } from './kernels.ts';

/** Positions of the largest and smallest float32 elements along one axis. */
export class ArgReduce {
  readonly #mode: FeatureMode;
  readonly #scratch: Scratch;
  readonly #copy: Copy;
  readonly #team: Team;
  readonly #kernels: KernelCache;

  constructor(
    memory: WebAssembly.Memory,
    mode: FeatureMode,
    scratch: Scratch,
    { copy, team }: { copy: Copy; team: Team },
  ) {
    this.#mode = mode;
    this.#scratch = scratch;
    this.#copy = copy;
    this.#team = team;
    this.#kernels = new KernelCache(memory, mode);
  }

  /** Runs and returns true, or returns false if it has no kernel for this. */
  run(op: ArgReduceOp, input: ArrayView, axis: number, output: ArrayView): boolean {
    const count = elementCount(input.shape);
    if (input.dtype !== 'float32' || output.dtype !== 'int32' || count === 0) return false;
    const lined = withAxisLast(input, axis);
    let source = lined.offset * 4;
    if (!isContiguous(lined)) {
      source = this.#scratch(count * 4);
      this.#copy.toContiguous(lined, source);
    }
    const columns = lined.shape.at(-1)!;
    const target = output.offset * 4;
    const kernel = this.#kernels.get(op, () => argRows(this.#mode, op));
    shareOut(this.#team, count / columns, count, (start, rows) => {
      kernel(source + start * columns * 4, target + start * 4, rows, columns);
    });
    return true;
  }
}

function withAxisLast(view: ArrayView, axis: number): ArrayView {
  const order = [...view.shape.keys()].filter((other) => other !== axis);
  order.push(axis);
  return {
    ...view,
    shape: order.map((i) => view.shape[i]!),
    strides: order.map((i) => view.strides[i]!),
  };
}
