import { isContiguous, isSameList } from '../array-view.ts';
import { isWhole, type View } from '../engine.ts';
import type { ReduceOp } from '../kernels.ts';
import type { Block } from '../memory/residency.ts';
import type { Residents } from '../memory/residents.ts';
import { type PointwiseOp, pointwiseOps } from '../pointwise.ts';
import { type DeferredInput, DeferredOp, type Deferrer } from './deferred-op.ts';
import { freePlaces } from './free-places.ts';
import { type Fusion, fuse } from './fuse.ts';
import type { FusingKernels, LocatedExpression } from './fusing-kernels.ts';

/** Ops in one expression. */
const largestSize = 16;
/** What nobody has asked for after this many steps is computed: it holds its inputs. */
const patienceSteps = 2;
/**
 * The same for programs that never end a step. An optimizer's step on hundreds of parameters, more
 * than ten ops each, waits as a whole: its loops are the fewest where nothing is computed before.
 */
const longestQueue = 16384;

type Extent = Pick<DeferredOp, 'size' | 'cost' | 'step'>;

/**
 * Puts pointwise ops off until something needs their results, so that those which only pass values
 * on to each other become one loop, and those which nobody reads are never computed. Blocks don't
 * change once they are filled: an op gives the same result later.
 */
export class Deferral implements Deferrer {
  readonly #residents: Residents;
  readonly #kernels: FusingKernels;
  #oldest: DeferredOp | null = null;
  #newest: DeferredOp | null = null;
  #count = 0;

  constructor(residents: Residents, kernels: FusingKernels) {
    this.#residents = residents;
    this.#kernels = kernels;
  }

  /** Notes the op and returns true, or returns false if it has to run now. */
  pointwise(op: PointwiseOp, inputs: readonly (View | number)[], output: View): boolean {
    const block = this.#residents.blockOf(output.buffer);
    if (!isFresh(block) || !isWhole(output) || !canDefer(op, inputs, output)) return false;
    const ownCost = this.#kernels.expressionCosts.op(op);
    if (ownCost === Number.POSITIVE_INFINITY) return false;

    const noted: (DeferredInput | number)[] = [];
    for (const input of inputs) {
      noted.push(typeof input === 'number' ? input : this.#note(input, output.shape));
    }
    const extent = this.#limit(noted, ownCost);
    const { shape, strides } = output;
    const deferred = new DeferredOp(this, op, noted, { buffer: block, shape, strides }, extent);
    for (const input of noted) {
      if (typeof input === 'number') continue;
      this.#residents.residency.hold(input.buffer);
      if (input.buffer.pending instanceof DeferredOp) input.buffer.pending.readers++;
    }
    block.pending = deferred;
    this.#add(deferred);
    return true;
  }

  /** Reduces what is pending without storing it and returns true, or false if it can't. */
  reduce(op: ReduceOp, input: View, axes: readonly number[], output: View): boolean {
    const { pending } = this.#residents.blockOf(input.buffer);
    if (!(pending instanceof DeferredOp) || pending.wasInlined) return false;
    if (pending.buffer.dtype !== 'float32' || !isWhole(input)) return false;
    if (input.buffer.length === 0) return false;
    const fusion = fuse(pending, false);
    const expression = this.#located(pending, fusion, [output]);
    const target = this.#residents.locate(output);
    if (!this.#kernels.reduceExpression(op, expression, input.shape, axes, target)) return false;
    for (const inlined of fusion.ops) inlined.wasInlined = true;
    return true;
  }

  /** Computes the op's block, with all that only leads there, and those of the `wanted` on the way. */
  settle(op: DeferredOp, wanted?: ReadonlySet<DeferredOp>): void {
    const fusion = fuse(op, true, wanted);
    const { roots } = fusion;
    const places = freePlaces(fusion);
    const homeless = places.size === 0 ? roots : roots.filter((root) => !places.has(root));
    const expression = this.#located(op, fusion, homeless);
    for (const [{ buffer }, place] of places) this.#residents.residency.handOver(place, buffer);
    const outputs = roots.map((root) => this.#residents.locate(root));
    this.#kernels.evaluate(expression, outputs);
    for (const inlined of fusion.ops) inlined.wasInlined = true;
    for (const root of roots) this.forget(root);
  }

  /** Computes what is pending of these, the parts of an expression in one loop with it. */
  settleTogether(views: readonly View[]): void {
    const wanted = new Set<DeferredOp>();
    for (const { buffer } of views) {
      const { pending } = this.#residents.blockOf(buffer);
      if (pending instanceof DeferredOp) wanted.add(pending);
    }
    // The last made first: it may have the others as parts.
    for (const op of [...wanted].reverse()) if (op.buffer.pending === op) this.settle(op, wanted);
  }

  forget(op: DeferredOp): void {
    op.buffer.pending = null;
    this.#remove(op);
    for (const input of op.inputs) {
      if (typeof input === 'number') continue;
      if (input.buffer.pending instanceof DeferredOp) input.buffer.pending.readers--;
      this.#residents.residency.release(input.buffer);
    }
  }

  /** Computes what has waited too long. */
  endStep(): void {
    this.#settleUntil((op) => op.step <= this.#residents.residency.step - patienceSteps);
  }

  /** Computes everything that somebody could read. */
  settleAll(): void {
    this.#settleUntil(() => true);
  }

  /** The oldest first: each reads the ones before from memory. */
  #settleUntil(isDue: (op: DeferredOp) => boolean): void {
    for (let op = this.#oldest; op !== null && isDue(op); ) {
      const next: DeferredOp | null = op.newer;
      if (op.buffer.references > op.readers) op.settle();
      op = next;
    }
  }

  /** The expression of `op`, with all that it reads and the outputs, in the arena. */
  #located(
    { shape }: DeferredOp,
    { program, inputs }: Fusion,
    outputs: readonly View[],
  ): LocatedExpression {
    this.#residents.moveIn(inputs);
    this.#residents.moveIn(outputs);
    const located = inputs.map((input) =>
      typeof input === 'number' ? input : this.#residents.locate(input),
    );
    return { program, inputs: located, shape };
  }

  /** An input as it is now. A pending one that can't become part of an expression is settled. */
  #note(input: View, shape: readonly number[]): DeferredInput {
    const buffer = this.#residents.blockOf(input.buffer);
    const { strides, offset } = input;
    const { pending } = buffer;
    let canInline = false;
    if (pending !== null) {
      canInline =
        pending instanceof DeferredOp &&
        !pending.wasInlined &&
        isWhole(input) &&
        isSameList(pending.shape, shape);
      if (!canInline) pending.settle();
    }
    return { buffer, shape, strides, offset, isWhole: canInline };
  }

  /** The extent of an op's expression; the largest pending inputs are settled until it fits. */
  #limit(inputs: readonly (DeferredInput | number)[], ownCost: number): Extent {
    const costs = this.#kernels.expressionCosts;
    const { step } = this.#residents.residency;
    for (;;) {
      let size = 1;
      let cost = ownCost;
      let largest: DeferredOp | null = null;
      for (const input of inputs) {
        if (typeof input === 'number') {
          cost += costs.number;
          continue;
        }
        const { pending } = input.buffer;
        if (pending instanceof DeferredOp) {
          size += pending.size;
          cost += pending.cost;
          if (largest === null || pending.cost > largest.cost) largest = pending;
        } else cost += costs.view;
      }
      if (largest === null || (size <= largestSize && cost <= costs.limit))
        return { size, cost, step };
      largest.settle();
    }
  }

  #add(op: DeferredOp): void {
    op.older = this.#newest;
    if (this.#newest === null) this.#oldest = op;
    else this.#newest.newer = op;
    this.#newest = op;
    if (++this.#count > longestQueue) this.#oldestReadable()?.settle();
  }

  /** Those before it, which only pass values on, become parts of expressions and need no storing. */
  #oldestReadable(): DeferredOp | null {
    let op = this.#oldest;
    while (op !== null && op.buffer.references <= op.readers) op = op.newer;
    return op;
  }

  /** Leaves `newer` as it is, for whoever is going through the queue. */
  #remove(op: DeferredOp): void {
    if (op.older === null) this.#oldest = op.newer;
    else op.older.newer = op.newer;
    if (op.newer === null) this.#newest = op.older;
    else op.newer.older = op.older;
    this.#count--;
  }
}

/** Whether nothing has filled or is about to fill a block. */
function isFresh({ address, host, pending }: Block): boolean {
  return address === 0 && host === null && pending === null;
}

/** Whether generated loops have these types. */
function canDefer(op: PointwiseOp, inputs: readonly (View | number)[], output: View): boolean {
  const { result } = pointwiseOps[op];
  if (output.buffer.dtype !== (result === 'bool' ? 'bool' : 'float32')) return false;
  const takesBools = op.startsWith('logical');
  let views = 0;
  for (let index = 0; index < inputs.length; index++) {
    const input = inputs[index]!;
    const isCondition = op === 'where' && index === 0;
    if (typeof input === 'number') {
      if (isCondition) return false;
      continue;
    }
    views++;
    const { dtype } = input.buffer;
    if (dtype === 'bool' ? !(isCondition || takesBools) || !isContiguous(input) : isCondition)
      return false;
    if (dtype !== 'bool' && dtype !== 'float32') return false;
  }
  return views > 0;
}
