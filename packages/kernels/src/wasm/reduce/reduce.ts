import { type ArrayView, elementCount, isContiguous } from '../../array-view.ts';
import type { ReduceOp } from '../../kernels.ts';
import type { FeatureMode } from '../assembler/feature-mode.ts';
import type { Kernel } from '../assembler/module-builder.ts';
import type { Copy } from '../copy/copy.ts';
import { KernelCache } from '../kernel-cache.ts';
import type { Scratch } from '../scratch.ts';
import { combinations, reduceColumns, reduceRows } from './kernels.ts';

/** Neighbouring axes that are all reduced or all kept. */
interface Group {
  size: number;
  readonly isReduced: boolean;
}

/** Float32 reductions. The order of a sum depends on the shape alone. */
export class Reduce {
  readonly #mode: FeatureMode;
  readonly #scratch: Scratch;
  readonly #copy: Copy;
  readonly #kernels: KernelCache;

  constructor(memory: WebAssembly.Memory, mode: FeatureMode, scratch: Scratch, copy: Copy) {
    this.#mode = mode;
    this.#scratch = scratch;
    this.#copy = copy;
    this.#kernels = new KernelCache(memory);
  }

  /** Reduces and returns true, or returns false if it has no kernel for this. */
  run(op: ReduceOp, input: ArrayView, axes: readonly number[], output: ArrayView): boolean {
    if (op === 'prod' || input.dtype !== 'float32' || output.dtype !== 'float32') return false;
    const count = elementCount(input.shape);
    if (count === 0) return false;

    const groups = groupAxes(input.shape, axes);
    const stages = plan(groups);
    const isDirect = isContiguous(input);
    const copyBytes = isDirect ? 0 : count * 4;
    let scratch = 0;
    if (copyBytes > 0 || stages.length > 1) {
      const between = stages.slice(0, -1).reduce((sum, { results }) => sum + results * 4, 0);
      scratch = this.#scratch(copyBytes + between);
    }
    let source = input.offset * 4;
    if (!isDirect) {
      this.#copy.toContiguous(input, scratch);
      source = scratch;
      scratch += copyBytes;
    }
    for (const [index, { outer, reduced, inner, results }] of stages.entries()) {
      const isLast = index === stages.length - 1;
      const target = isLast ? output.offset * 4 : scratch;
      if (inner === 1) this.#kernel(op, 'rows')(source, target, outer, reduced);
      else this.#kernel(op, 'columns')(source, target, outer, reduced, inner);
      source = target;
      scratch += results * 4;
    }
    return true;
  }

  #kernel(op: Exclude<ReduceOp, 'prod'>, along: 'rows' | 'columns'): Kernel {
    const generate = along === 'rows' ? reduceRows : reduceColumns;
    return this.#kernels.get(`${op} ${along}`, () => generate(this.#mode, combinations[op]));
  }
}

/** One pass: `[outer, reduced, inner]` becomes `[outer, inner]`. */
interface Stage {
  readonly outer: number;
  readonly reduced: number;
  readonly inner: number;
  readonly results: number;
}

/** One pass for each reduced group, the innermost first: it leaves the least to the others. */
function plan(groups: Group[]): Stage[] {
  const stages: Stage[] = [];
  let rest = groups;
  do {
    const last = rest.findLastIndex((group) => group.isReduced);
    // Nothing but axes of size 1 is reduced: sums of one element each.
    const [before, after] = last < 0 ? [rest, []] : [rest.slice(0, last), rest.slice(last + 1)];
    const outer = elementCount(before.map(({ size }) => size));
    const inner = elementCount(after.map(({ size }) => size));
    stages.push({ outer, reduced: rest[last]?.size ?? 1, inner, results: outer * inner });
    rest = [...before, ...after];
  } while (rest.some((group) => group.isReduced));
  return stages;
}

function groupAxes(shape: readonly number[], axes: readonly number[]): Group[] {
  const groups: Group[] = [];
  for (const [axis, size] of shape.entries()) {
    if (size === 1) continue;
    const isReduced = axes.includes(axis);
    const last = groups.at(-1);
    if (last?.isReduced === isReduced) last.size *= size;
    else groups.push({ size, isReduced });
  }
  return groups;
}
