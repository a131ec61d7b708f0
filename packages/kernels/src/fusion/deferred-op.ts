import type { View } from '../engine.ts';
import type { Block, Pending } from '../memory/residency.ts';
import type { PointwiseOp } from '../pointwise.ts';

/** Where deferred ops are known. */
export interface Deferrer {
  settle(op: DeferredOp): void;
  forget(op: DeferredOp): void;
}

/** An input as it was when the op was called: a tensor may look at another block later. */
export interface DeferredInput extends View {
  readonly buffer: Block;
  /** It is all of a pending block, under the op's shape: its expression can take its place. */
  readonly isWhole: boolean;
}

/** A pointwise op that has not run. It holds the blocks that it will read. */
export class DeferredOp implements Pending, View {
  readonly home: Deferrer;
  readonly op: PointwiseOp;
  readonly inputs: readonly (DeferredInput | number)[];
  /** The block that it fills, all of it, and under which shape and strides. */
  readonly buffer: Block;
  readonly shape: readonly number[];
  readonly strides: readonly number[];
  readonly offset = 0;
  /** Ops and code size of its expression, an op counted as often as it is read. */
  readonly size: number;
  readonly cost: number;
  /** The engine's step in which it was called. */
  readonly step: number;
  /** It was computed once as a part of another expression. */
  wasInlined = false;
  /** How many deferred ops read it. */
  readers = 0;
  older: DeferredOp | null = null;
  newer: DeferredOp | null = null;

  constructor(
    home: Deferrer,
    op: PointwiseOp,
    inputs: readonly (DeferredInput | number)[],
    output: Pick<DeferredOp, 'buffer' | 'shape' | 'strides'>,
    extent: Pick<DeferredOp, 'size' | 'cost' | 'step'>,
  ) {
    this.home = home;
    this.op = op;
    this.inputs = inputs;
    this.buffer = output.buffer;
    this.shape = output.shape;
    this.strides = output.strides;
    this.size = extent.size;
    this.cost = extent.cost;
    this.step = extent.step;
  }

  settle(): void {
    this.home.settle(this);
  }

  drop(): void {
    this.home.forget(this);
  }
}
