import { isRecomputing, isRecording } from '@plumbline/autograd';
import { Identity, type Module } from '@plumbline/layers';
import { type Flow, Report } from '@plumbline/report';
import { formatShape, isFloat, type Tensor } from '@plumbline/tensor';
import { checkCount } from '../check-count.ts';
import { observedLayers, residualBlocks } from '../observed-layers.ts';
import { measurementDepth } from '../undisturbed.ts';
import { findingsOf } from '../verdicts/findings-of.ts';
import { UnitAxis } from './activation-kinds.ts';
import type { BlockRun } from './block-run.ts';
import { BlockTap, type SplitListener } from './block-tap.ts';
import { History } from './history.ts';
import { LayerTap } from './layer-tap.ts';
import { measured } from './measured.ts';
import { Pass, type PassSource } from './pass.ts';

/** Options of `watch`. */
export interface WatchOptions {
  /** Record every n-th pass only; the others cost nothing. Default 1. */
  readonly every?: number;
  /** Most passes to remember; see `History`. Default 1000. */
  readonly history?: number;
}

/**
 * Records what flows through `model`: for every layer (but `Identity`) and every residual block what
 * `Flow` of `@plumbline/report` has. It looks through hooks, and never changes a number of the
 * training it watches.
 *
 * A pass is a `forward` of the model while gradients are recorded, and the backward passes that
 * follow before the next one. One without a backward pass is recorded if its loss was told. Weights
 * are compared with those that the next pass finds, or that are there when somebody reads.
 */
export function watch(model: Module, options: WatchOptions = {}): Watch {
  return new Watch(model, options);
}

/** What `watch` returns: the record of a model's passes, up to `stop`. */
export class Watch {
  readonly #model: Module;
  readonly #layers: readonly LayerTap[];
  readonly #blocks: readonly BlockTap[];
  readonly #history: History;
  readonly #every: number;
  readonly #remove: () => void;
  readonly #splitListeners = new Set<SplitListener>();
  readonly #running: BlockRun[] = [];
  readonly #depth = measurementDepth();
  #pass: Pass | null = null;
  #isForward = false;
  #passes = 0;
  /** The place of what is measured of the model's input. */
  readonly #input: number;
  /** How many quantities a pass has. */
  #places = 0;

  /** RangeError for an `every` or a `history` that is no count. */
  constructor(model: Module, { every = 1, history = 1000 }: WatchOptions) {
    checkCount(every, 'watch: every');
    this.#model = model;
    this.#every = every;
    this.#history = new History(history);
    const self = this;
    const source: PassSource = {
      get pass() {
        return measurementDepth() > self.#depth ? null : self.#pass;
      },
      get forwardPass() {
        return self.#isForward && !isRecomputing() ? source.pass : null;
      },
    };
    const place = (count: number) => {
      this.#places += count;
      return this.#places - count;
    };
    // Its squares, and what is not finite.
    this.#input = place(2);
    const units = new UnitAxis();
    this.#layers = observedLayers(model)
      .filter(({ module }) => !(module instanceof Identity))
      .map((layer) => new LayerTap(layer, source, units, place));
    this.#blocks = residualBlocks(model).map(
      ([name, block]) =>
        new BlockTap([name || '(model)', block], {
          passes: source,
          running: this.#running,
          listeners: this.#splitListeners,
          place,
        }),
    );
    // All other hooks are there only during passes that are recorded: the rest cost nothing.
    this.#remove = model.onForwardPre((_, input) => this.#begin(input));
  }

  /** What was recorded so far. Ends the pass under way, and reads synchronously (`dataSync`). */
  record(): Flow {
    this.#end();
    const passes = this.#history.read();
    const layers = this.#layers.toSorted((a, b) => a.firstRun - b.firstRun);
    return {
      passes: passes.map(({ pass }) => pass),
      ...measured({
        loss: passes.map(({ loss }) => loss),
        inputNonFinite: passes.map((sums) => sums.sum(this.#input + 1)),
      }),
      layers: layers.map((layer) => layer.read(passes)),
      blocks: this.#blocks.map((block) => block.read(passes)),
    };
  }

  /** `record()` with what the rules find in it (`findingsOf`), and what a report has of the model. */
  report(): Report {
    const model = this.#model;
    const flow = this.record();
    return new Report({
      title: 'Gradient flow',
      model: { name: model.constructor.name, parameters: model.parameterCount },
      source: { framework: 'plumbline' },
      flow,
      findings: findingsOf({ flow }),
    });
  }

  /**
   * Notes the loss of the pass under way, read when somebody asks for the record. RangeError unless it
   * is one number.
   */
  loss(loss: Tensor | number): void {
    if (typeof loss !== 'number' && loss.size !== 1) {
      throw new RangeError(
        `watch.loss: a loss is one number, got a tensor of shape ${formatShape(loss.shape)}`,
      );
    }
    if (this.#pass !== null) this.#pass.loss = loss;
  }

  /**
   * Calls `listener` with the terms themselves, in every recorded pass. They are released after,
   * unless it keeps them. Returns how to stop.
   */
  onSplit(listener: SplitListener): () => void {
    this.#splitListeners.add(listener);
    return () => void this.#splitListeners.delete(listener);
  }

  /** Removes all hooks. What was recorded stays. */
  stop(): void {
    this.#end();
    this.#remove();
  }

  #begin(input: Tensor): void {
    // A checkpoint around the whole model runs it again in the middle of its own backward pass.
    if (isRecomputing() || measurementDepth() > this.#depth) return;
    this.#isForward = false;
    if (!isRecording()) return;
    this.#end();
    const number = this.#passes++;
    if (number % this.#every !== 0) return;
    if (!this.#history.wants(number) && this.#splitListeners.size === 0) return;
    const pass = new Pass(number, this.#places);
    // First, so that the end of it finds the hooks whatever happens.
    this.#pass = pass;
    if (isFloat(input.dtype)) pass.tally.square(this.#input, input);
    for (const tap of [...this.#layers, ...this.#blocks]) tap.begin(pass);
    // Behind the hooks of a model that is a layer itself.
    const removeEnd = this.#model.onForward(() => {
      if (!isRecomputing() && measurementDepth() <= this.#depth) this.#isForward = false;
    });
    pass.listen(removeEnd);
    this.#isForward = true;
  }

  #end(): void {
    const pass = this.#pass;
    this.#pass = null;
    this.#isForward = false;
    // An error may have left some there.
    this.#running.length = 0;
    const row = pass?.finish() ?? null;
    if (row !== null) this.#history.add(row);
  }
}
