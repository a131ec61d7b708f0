import { isTracked, noGrad, onGradient, track } from '@plumbline/autograd';
import type { Residual } from '@plumbline/layers';
import type { BlockFlow } from '@plumbline/report';
import type { Tensor } from '@plumbline/tensor';
import { type BlockRun, forwardTerms, lastBeforeJoin } from './block-run.ts';
import { measured } from './measured.ts';
import type { Pass, PassSource } from './pass.ts';
import type { PassSums } from './row.ts';
import { type Side, SplitArrivals, type SplitTerms } from './split-terms.ts';

/** Called with a block's path and the terms of its input gradient. */
export type SplitListener = (block: string, terms: SplitTerms) => void;

export interface BlockTapOptions {
  readonly passes: PassSource;
  /** The blocks that run, one inside the other: they may share modules. */
  readonly running: BlockRun[];
  readonly listeners: ReadonlySet<SplitListener>;
  /** Gives away so many places in a row: the first of them. */
  readonly place: (count: number) => number;
}

/**
 * Measures a residual block in every pass. `Residual` feeds its shortcut and its branch through
 * tensors of their own, so each term of dL/dx is the gradient that arrives at one of them: exact,
 * without a second backward pass.
 */
export class BlockTap {
  readonly #name: string;
  readonly #block: Residual;
  readonly #passes: PassSource;
  readonly #running: BlockRun[];
  readonly #listeners: ReadonlySet<SplitListener>;
  readonly #forward: number;
  readonly #split: number;
  readonly #sum: number;

  constructor(
    [name, block]: readonly [name: string, block: Residual],
    { passes, running, listeners, place }: BlockTapOptions,
  ) {
    this.#name = name;
    this.#block = block;
    this.#passes = passes;
    this.#running = running;
    this.#listeners = listeners;
    this.#forward = place(3);
    this.#split = place(3);
    this.#sum = place(2);
  }

  /** Listens until the end of the pass. */
  begin(pass: Pass): void {
    const block = this.#block;
    const current = () => {
      const run = this.#running.at(-1);
      // A measurement in the middle of a run, by somebody's hook, is not a part of it.
      return run?.block === block && run.pass === this.#passes.pass ? run : null;
    };
    pass.listen(
      block.onForwardPre(() => this.#open()),
      block.shortcut.onForwardPre((_, input) => this.#enter(current(), 'identity', input)),
      block.branch.onForwardPre((_, input) => this.#enter(current(), 'branch', input)),
      block.shortcut.onForward((_, __, output) => {
        const run = current();
        if (run !== null) run.skipped ??= output;
      }),
      block.branch.onForward((_, __, output) => {
        const run = current();
        if (run !== null) run.transformed ??= output;
      }),
      lastBeforeJoin(block).onForward((_, __, output) => this.#join(current(), output)),
      ...(block.activation === null
        ? []
        : [block.activation.onForwardPre((_, input) => this.#listen(current(), input))]),
      block.onForward((_, __, output) => {
        const run = current();
        if (block.activation === null) this.#listen(run, output);
        if (run !== null) this.#running.pop();
      }),
    );
  }

  #open(): void {
    const { pass } = this.#passes;
    if (pass === null) return;
    const arrivals = new SplitArrivals((identity, branch) => this.#receive(pass, identity, branch));
    pass.atEnd(() => arrivals.end());
    this.#running.push({
      block: this.#block,
      pass,
      arrivals,
      entered: new Set(),
      skipped: null,
      transformed: null,
      isJoined: false,
    });
  }

  #enter(run: BlockRun | null, side: Side, input: Tensor): void {
    if (run === null || run.entered.has(side)) return;
    run.entered.add(side);
    // The first block may read raw data, which no gradient reaches by itself. This alias is only
    // the block's, so tracking it changes nothing for anybody else.
    if (!isTracked(input)) track(input);
    onGradient(input, (gradient) => {
      if (this.#passes.pass === run.pass) run.arrivals.arrive(side, gradient);
      return undefined;
    });
  }

  #join(run: BlockRun | null, last: Tensor): void {
    const pass = this.#passes.forwardPass;
    if (run === null || run.isJoined || pass === null) return;
    noGrad(() => {
      const terms = forwardTerms(run, last);
      if (terms === null) return;
      run.isJoined = true;
      pass.tally.pair(this.#forward, ...terms);
    });
  }

  /** Measures the gradient that arrives at the sum, once the two sides have come together. */
  #listen(run: BlockRun | null, sum: Tensor): void {
    if (run === null || !run.isJoined || !isTracked(sum)) return;
    onGradient(sum, (gradient) => {
      if (this.#passes.pass === run.pass) run.pass.tally.square(this.#sum, gradient);
      return undefined;
    });
  }

  #receive(pass: Pass, identity: Tensor, branch: Tensor): void {
    pass.wentBack = true;
    pass.tally.pair(this.#split, identity, branch);
    if (this.#listeners.size === 0) return;
    const terms = { identity, branch, whole: identity.add(branch) };
    for (const listener of this.#listeners) listener(this.#name, terms);
  }

  read(passes: readonly PassSums[]): BlockFlow {
    const [shortcut, output, product] = [0, 1, 2].map((sum) => this.#forward + sum);
    const [identity, branch, both] = [0, 1, 2].map((sum) => this.#split + sum);
    const series = (of: (sums: PassSums) => number) => passes.map(of);
    return {
      name: this.#name,
      identity: series((sums) => sums.norm(identity!)),
      branch: series((sums) => sums.norm(branch!)),
      whole: series((sums) => {
        if (!sums.has(identity!)) return Number.NaN;
        const [i, b, ib] = [identity, branch, both].map((place) => sums.sum(place!));
        return normOfSum(i!, b!, ib!);
      }),
      ...measured({
        sum: series((sums) => sums.norm(this.#sum)),
        cosine: series((sums) => {
          const norms = sums.norm(identity!) * sums.norm(branch!);
          return cosine(sums.sum(both!), norms);
        }),
        forwardRatio: series((sums) => sums.norm(output!) / sums.norm(shortcut!)),
        forwardCosine: series((sums) =>
          cosine(sums.sum(product!), sums.norm(output!) * sums.norm(shortcut!)),
        ),
      }),
    };
  }
}

/** |x + y| = √(|x|² + |y|² + 2 x y). */
function normOfSum(xx: number, yy: number, xy: number): number {
  const squares = xx + yy + 2 * xy;
  // Rounding may leave a little less than 0 where the two cancel.
  return Number.isFinite(squares) ? Math.sqrt(Math.max(0, squares)) : Number.POSITIVE_INFINITY;
}

/** NaN where one of the two is 0. */
function cosine(product: number, norms: number): number {
  // Rounding may leave a little more than 1.
  return Math.max(-1, Math.min(1, product / norms));
}
