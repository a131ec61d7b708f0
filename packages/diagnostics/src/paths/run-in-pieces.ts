import { detach, isRecomputing } from '@plumbline/autograd';
import type { Module, Residual } from '@plumbline/layers';
import type { Tensor } from '@plumbline/tensor';
import { residualBlocks } from '../observed-layers.ts';
import type { CutTape } from './cut-tape.ts';

/** One run of a residual block: the tensors where the tape is cut around it and inside. */
export interface BlockRun {
  readonly name: string;
  readonly block: Residual;
  /** What the block was given, which the piece before it leads to. */
  readonly input: Tensor;
  /** The piece of its preactivation, from `begin` to `output`. */
  readonly preActivation: { readonly begin: Tensor; readonly output: Tensor } | null;
  /** Where its inside begins: what the shortcut reads, and what the branch does. */
  readonly sides: readonly [shortcut: Tensor, branch: Tensor];
  /** What the inside leads to. */
  readonly output: Tensor;
  /** The same elements, where the piece behind the block begins. */
  readonly left: Tensor;
}

/** A block that is running, as far as it has come. */
interface OpenRun extends Pick<BlockRun, 'name' | 'block' | 'input'> {
  begin: Tensor | null;
  activated: Tensor | null;
  shortcut: Tensor | null;
  branch: Tensor | null;
}

/**
 * Runs `body`, which runs `model` with all parameters frozen, and cuts the tape around each residual
 * block and where it parts into shortcut and branch. Blocks inside of others are parts of these.
 * `runs`, which `body` is given, fills with those that have run.
 */
export function runInPieces<Result>(
  model: Module,
  tape: CutTape,
  body: (runs: readonly BlockRun[]) => Result,
): Result {
  const blocks = residualBlocks(model);
  const cutter = new Cutter(tape);
  const parts = new Set<Module>();
  const removes: (() => void)[] = [];
  for (const [name, block] of blocks) {
    removes.push(block.onForwardPre((_, input) => cutter.enter(name || '(model)', block, input)));
    removes.push(block.onForward((_, __, output) => cutter.leave(block, output)));
    for (const part of [block.preActivation, block.shortcut, block.branch]) {
      if (part !== null) parts.add(part);
    }
  }
  for (const part of parts) {
    removes.push(part.onForwardPre((_, input) => cutter.enterPart(part, input)));
    removes.push(part.onForward((_, __, output) => cutter.leavePart(part, output)));
  }
  try {
    return body(cutter.runs);
  } finally {
    for (const remove of removes) remove();
  }
}

class Cutter {
  readonly runs: BlockRun[] = [];
  readonly #tape: CutTape;
  #open: OpenRun | null = null;

  constructor(tape: CutTape) {
    this.#tape = tape;
  }

  enter(name: string, block: Residual, input: Tensor): Tensor | undefined {
    if (this.#open !== null) return undefined;
    if (isRecomputing()) {
      if (!this.runs.some((run) => run.block === block)) return undefined;
      throw new RangeError(
        `paths: checkpoint() is around ${name}; it may only be inside of blocks`,
      );
    }
    if (this.runs.length === 0) this.#tape.end(`the input of ${name}`, input);
    const empty = { begin: null, activated: null, shortcut: null, branch: null };
    this.#open = { name, block, input, ...empty };
    return detach(input);
  }

  leave(block: Residual, output: Tensor): Tensor | undefined {
    if (this.#open?.block !== block) return undefined;
    const { name, input, begin, activated, shortcut, branch } = this.#open;
    this.#open = null;
    if (shortcut === null || branch === null) {
      throw new RangeError(`paths: ${name} has a forward of its own, without shortcut and branch`);
    }
    const preActivation =
      begin === null || activated === null ? null : { begin, output: activated };
    const left = this.#tape.cut(`the output of ${name}`, output);
    const sides = [shortcut, branch] as const;
    this.runs.push({ name, block, input, preActivation, sides, output, left });
    return left;
  }

  /** One module may be several of a block's parts: the order in which they run tells which it is. */
  enterPart(part: Module, input: Tensor): Tensor | undefined {
    const open = this.#open;
    if (open === null) return undefined;
    const { name, block } = open;
    if (part === block.preActivation && open.begin === null) {
      open.begin = this.#tape.cut(`the input of ${name}`, input);
      return open.begin;
    }
    // Aliases that only the block has (see `Residual`): tracking them changes nothing elsewhere.
    if (part === block.shortcut && open.shortcut === null) {
      open.shortcut = this.#tape.end(`the shortcut of ${name}`, input);
    } else if (part === block.branch && open.branch === null) {
      open.branch = this.#tape.end(`the branch of ${name}`, input);
    }
    return undefined;
  }

  leavePart(part: Module, output: Tensor): Tensor | undefined {
    const open = this.#open;
    if (open === null || part !== open.block.preActivation) return undefined;
    if (open.begin === null || open.activated !== null) return undefined;
    open.activated = output;
    return detach(output);
  }
}
