import {
  inputToken,
  opToken,
  type Program,
  repeatToken,
  storeToken,
} from '../wasm/pointwise/program.ts';
import { type DeferredInput, DeferredOp } from './deferred-op.ts';

/** The expression of a deferred op, down to what has to be read from memory. */
export interface Fusion {
  readonly program: Program;
  readonly inputs: readonly (DeferredInput | number)[];
  /** The ops in it, itself first. */
  readonly ops: readonly DeferredOp[];
  /** Those that its loop stores, itself first. */
  readonly roots: readonly DeferredOp[];
}

/**
 * Puts together the expression of `root`, which is going to be stored or only passed on. A pending
 * input becomes a part of it, except one that was part of another expression before and may be read
 * again later: computing it a third time would cost more than storing it, so it is settled first.
 * What is among the `wanted` and becomes a part is stored as it comes by.
 */
export function fuse(
  root: DeferredOp,
  isStored: boolean,
  wanted?: ReadonlySet<DeferredOp>,
): Fusion {
  const program: number[] = [];
  const inputs: (DeferredInput | number)[] = [];
  const ops: DeferredOp[] = [];
  const roots = [root];

  /** `isLast` says that nothing reads the op after this. */
  const visit = (op: DeferredOp, isLast: boolean): void => {
    program.push(opToken(op.op));
    ops.push(op);
    for (const input of op.inputs) {
      if (typeof input === 'number') {
        program.push(inputToken(inputs.push(input) - 1));
        continue;
      }
      const { pending } = input.buffer;
      if (pending instanceof DeferredOp && input.isWhole) {
        const before = ops.indexOf(pending);
        if (before >= 0) {
          program.push(repeatToken(before));
          continue;
        }
        const isWanted = wanted?.has(pending) === true && canBeStored(pending, roots);
        // The first output needs no number.
        if (isWanted) program.push(storeToken(roots.push(pending) - 2));
        const isLastRead = isWanted || (isLast && pending.buffer.references === 1);
        if (!pending.wasInlined || isLastRead) {
          visit(pending, isLastRead);
          continue;
        }
        pending.settle();
      }
      program.push(inputToken(indexOf(inputs, input)));
    }
  };
  visit(root, isStored);
  return { program, inputs, ops, roots };
}

/** Outputs of one loop: each takes code, and registers. */
const mostRoots = 5;

function canBeStored({ buffer }: DeferredOp, roots: readonly DeferredOp[]): boolean {
  return buffer.dtype === 'float32' && roots.length < mostRoots;
}

/** The place of a view among the inputs, where it is added if the same one isn't there. */
function indexOf(inputs: (DeferredInput | number)[], input: DeferredInput): number {
  for (let index = 0; index < inputs.length; index++) {
    const other = inputs[index]!;
    if (typeof other !== 'number' && isSame(input, other)) return index;
  }
  return inputs.push(input) - 1;
}

function isSame(x: DeferredInput, y: DeferredInput): boolean {
  if (x.buffer !== y.buffer || x.offset !== y.offset) return false;
  for (let axis = 0; axis < x.strides.length; axis++) {
    if (x.strides[axis] !== y.strides[axis]) return false;
  }
  return true;
}
