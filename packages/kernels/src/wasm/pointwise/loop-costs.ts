import type { ExpressionCosts } from '../../fusion/fusing-kernels.ts';
import { type PointwiseOp, pointwiseOps } from '../../pointwise.ts';
import { flatten } from '../assembler/encoding.ts';
import type { FeatureMode } from '../assembler/feature-mode.ts';
import { definitions } from './definitions.ts';
import { singleOp } from './expression.ts';
import { type Access, pointwiseLoop } from './loop.ts';

/** The body of a loop without its inputs and ops, and of an adjacent input. */
const frameBytes = 123;
const adjacentBytes = 53;
/** Of an op that is one instruction. */
const leastCost = 8;

/** What expressions cost: bytes of code, so that a loop's module stays below 4096 bytes. */
export class LoopCosts implements ExpressionCosts {
  readonly limit: number;
  /** A view with any stride. */
  readonly view = 140;
  readonly number = 40;
  readonly #mode: FeatureMode;
  readonly #ops = new Map<PointwiseOp, number>();

  constructor(mode: FeatureMode) {
    this.#mode = mode;
    // Instructions that name one of many locals are a byte longer, and most are where constants are
    // no vectors.
    this.limit = mode === 'scalar' ? 2300 : 3500;
  }

  op(op: PointwiseOp): number {
    let cost = this.#ops.get(op);
    if (cost === undefined) {
      cost = this.#measure(op);
      this.#ops.set(op, cost);
    }
    return cost;
  }

  #measure(op: PointwiseOp): number {
    if (definitions[op] === undefined) return Number.POSITIVE_INFINITY;
    const { arity } = pointwiseOps[op];
    const accesses = Array.from(
      { length: arity },
      (_, i): Access => (op === 'where' && i === 0 ? 'bools' : 'adjacent'),
    );
    const loop = pointwiseLoop(this.#mode, { result: singleOp(op, arity), stored: [] }, accesses);
    const bytes = flatten(loop.body).length;
    return Math.max(leastCost, bytes - frameBytes - arity * adjacentBytes);
  }
}
