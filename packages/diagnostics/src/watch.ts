import { noGrad, onGradient, type Parameter } from '@plumbline/autograd';
import type { Module, Residual } from '@plumbline/layers';
import { type BlockFlow, type LayerFlow, Report } from '@plumbline/report';
import { keep, type Tensor, zeros } from '@plumbline/tensor';
import { History } from './history.ts';
import { residualBlocks } from './observed-layers.ts';
import { type SplitTerms, tapSplit } from './split-tap.ts';

export interface WatchOptions {
  /** Record every n-th pass only; the others cost nothing. Default 1. */
  readonly every?: number;
  /** Most passes to remember; see `History`. Default 1000. */
  readonly history?: number;
}

/** Called with a block's path and the terms of its input gradient, in every recorded pass. */
export type SplitListener = (block: string, terms: SplitTerms) => void;

interface WatchedLayer {
  readonly name: string;
  readonly block: string | null;
  readonly kind: string;
  readonly parameters: readonly Parameter[];
}

const splitQuantities = ['identity', 'branch', 'whole'] as const;

/**
 * Records where the gradient goes in `model`: for every layer the norm of its weights' gradient,
 * for every `Residual` the norms of the two terms of its input gradient. It looks through hooks and
 * never changes a number of the training it watches.
 *
 * A pass is a `forward` of the model and the backward passes that follow before the next one.
 */
export function watch(model: Module, options: WatchOptions = {}): Flow {
  return new Flow(model, options);
}

export class Flow {
  readonly #model: Module;
  readonly #layers: readonly WatchedLayer[];
  readonly #blocks: readonly [name: string, block: Residual][];
  readonly #history: History;
  readonly #every: number;
  readonly #removes: (() => void)[] = [];
  readonly #splitListeners = new Set<SplitListener>();
  /** Sums of squares of the pass under way, one a quantity; null where nothing arrived. */
  #squares: (Tensor | null)[];
  #passes = 0;
  #isRecording = false;

  constructor(model: Module, { every = 1, history = 1000 }: WatchOptions) {
    if (!Number.isInteger(every) || every < 1) {
      throw new RangeError(`watch: every is a whole number from 1 up, got ${every}`);
    }
    this.#model = model;
    this.#every = every;
    this.#history = new History(history);
    this.#layers = layersOf(model);
    this.#blocks = residualBlocks(model);
    this.#squares = this.#empty();
    this.#removes.push(model.onForwardPre(() => this.#beginPass()));
    this.#hookLayers();
    this.#hookBlocks();
  }

  /** What was recorded so far. Reads it, synchronously (`dataSync`). */
  report(): Report {
    this.#endPass();
    const rows = this.#history.read();
    const series = (quantity: number) => rows.map(({ values }) => values[quantity] ?? Number.NaN);
    const layers = this.#layers.map(
      ({ name, kind, block, parameters }, i): LayerFlow => ({
        name,
        kind,
        block,
        parameters: parameters.reduce((sum, { size }) => sum + size, 0),
        frozen: parameters.every((parameter) => !parameter.requiresGrad),
        weightGradient: series(i),
      }),
    );
    const blocks = this.#blocks.map(([name], i): BlockFlow => {
      const first = this.#layers.length + i * splitQuantities.length;
      return { name, identity: series(first), branch: series(first + 1), whole: series(first + 2) };
    });
    return new Report({
      title: 'Gradient flow',
      model: { name: this.#model.constructor.name, parameters: this.#model.parameterCount },
      source: { framework: 'plumbline' },
      flow: { passes: rows.map(({ pass }) => pass), layers, blocks },
    });
  }

  /** Calls `listener` with the terms themselves. They are released after, unless it keeps them. */
  onSplit(listener: SplitListener): () => void {
    this.#splitListeners.add(listener);
    return () => void this.#splitListeners.delete(listener);
  }

  /** Removes all hooks. What was recorded stays. */
  stop(): void {
    this.#endPass();
    for (const remove of this.#removes.splice(0)) remove();
    this.#isRecording = false;
  }

  #beginPass(): void {
    this.#endPass();
    this.#isRecording = this.#passes % this.#every === 0;
    this.#passes++;
  }

  #endPass(): void {
    const squares = this.#squares;
    if (squares.every((square) => square === null)) return;
    this.#squares = this.#empty();
    const norms = noGrad(() => squares.map((square) => keep((square ?? zeros([])).sqrt())));
    for (const square of squares) square?.release('the watch');
    this.#history.add(this.#passes - 1, norms);
  }

  #empty(): (Tensor | null)[] {
    return new Array(this.#layers.length + this.#blocks.length * splitQuantities.length).fill(null);
  }

  #hookLayers(): void {
    for (const [i, { parameters }] of this.#layers.entries()) {
      for (const parameter of parameters) {
        if (!parameter.requiresGrad) continue;
        const remove = onGradient(parameter, (gradient) => {
          if (this.#isRecording) this.#addSquare(i, gradient);
          return undefined;
        });
        this.#removes.push(remove);
      }
    }
  }

  #hookBlocks(): void {
    for (const [i, [name, block]] of this.#blocks.entries()) {
      const first = this.#layers.length + i * splitQuantities.length;
      const receive = (terms: SplitTerms) => {
        for (const [q, quantity] of splitQuantities.entries())
          this.#addSquare(first + q, terms[quantity]);
        for (const listener of this.#splitListeners) listener(name, terms);
      };
      this.#removes.push(tapSplit(block, () => this.#isRecording, receive));
    }
  }

  /** Several gradients of one quantity (a layer's weights, a shared block) add up in squares. */
  #addSquare(quantity: number, gradient: Tensor): void {
    const before = this.#squares[quantity] ?? null;
    this.#squares[quantity] = noGrad(() => {
      const square = gradient.square().sum();
      return keep(before === null ? square : before.add(square));
    });
    before?.release('the watch');
  }
}

/** Modules with parameters of their own; of these the weights (two axes or more), if there are any. */
function layersOf(model: Module): WatchedLayer[] {
  const all = model.namedParameters();
  const blocks = residualBlocks(model).map(([name]) => name);
  return model.namedModules().flatMap(([name, module]) => {
    const block =
      blocks.findLast((around) => around === '' || name.startsWith(`${around}.`)) ?? null;
    const prefix = name === '' ? '' : `${name}.`;
    const own = all.filter(
      ([path]) => path.startsWith(prefix) && !path.slice(prefix.length).includes('.'),
    );
    const weights = own.filter(([, parameter]) => parameter.rank >= 2);
    const parameters = (weights.length > 0 ? weights : own).map(([, parameter]) => parameter);
    return parameters.length === 0
      ? []
      : [{ name: name || '(model)', kind: module.constructor.name, block, parameters }];
  });
}
