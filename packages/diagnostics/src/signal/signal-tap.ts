import { isRecomputing, isTracked, noGrad, onGradient } from '@plumbline/autograd';
import { Identity, type Module, Residual } from '@plumbline/layers';
import { engine, isFloat, keep, type Shape, type Tensor, zeros } from '@plumbline/tensor';
import { observedLayers, residualBlocks } from '../observed-layers.ts';
import { statisticsOf } from './signal-statistics.ts';

/** A call of a layer or residual block, with what is still to be read. */
export interface SignalCall {
  readonly name: string;
  readonly module: Module;
  readonly block: string | null;
  readonly inputShape: Shape;
  readonly outputShape: Shape;
  readonly statistics: Tensor | null;
  /** Set by the backward pass. */
  gradient: Tensor | null;
}

/** What is called, and in which block. */
export type Place = Pick<SignalCall, 'module' | 'block'>;

/** Takes down every call of the layers and residual blocks of `model` until it is stopped. */
export class SignalTap {
  readonly calls: SignalCall[] = [];
  readonly #removes: (() => void)[] = [];
  /** Paths of the residual blocks under way: what runs inside knows nothing of them by its name. */
  readonly #inside: string[] = [];

  readonly #isWanted: (call: Place) => boolean;

  /** `isWanted`: which calls; default: all. */
  constructor(model: Module, isWanted: (call: Place) => boolean = () => true) {
    this.#isWanted = isWanted;
    for (const { name, module } of observedLayers(model)) {
      if (module instanceof Identity) continue;
      this.#removes.push(module.onForward(this.#record(name)));
    }
    for (const [path, block] of residualBlocks(model)) {
      const name = path || '(model)';
      this.#removes.push(block.onForwardPre(() => void this.#inside.push(name)));
      this.#removes.push(block.onForward(this.#record(name)));
    }
  }

  stop(): void {
    for (const remove of this.#removes.splice(0)) remove();
  }

  #record(name: string) {
    return (module: Module, input: Tensor, output: Tensor): void => {
      if (module instanceof Residual) this.#inside.pop();
      const block = this.#inside.at(-1) ?? null;
      if (isRecomputing() || !this.#isWanted({ module, block })) return;
      const call: SignalCall = {
        name,
        module,
        block,
        inputShape: input.shape,
        outputShape: output.shape,
        statistics: statisticsOf(output),
        gradient: null,
      };
      this.calls.push(call);
      onMeanSquare(output, (square) => {
        call.gradient = square;
      });
    };
  }
}

/** Hands the mean square of the gradient that will arrive at `output`, kept, to `receive`. */
export function onMeanSquare(output: Tensor, receive: (square: Tensor) => void): void {
  if (!isFloat(output.dtype) || !isTracked(output)) return;
  onGradient(output, (gradient) => {
    receive(
      noGrad(() => {
        const sums = zeros([2], { dtype: 'float64' });
        engine().innerProducts('square', [gradient], sums);
        return keep(sums.at(0).div(gradient.size));
      }),
    );
    return undefined;
  });
}

/** Reads and releases what `onMeanSquare` gave; NaN for null. */
export function readMeanSquare(square: Tensor | null): number {
  const value = square?.item() ?? Number.NaN;
  square?.release('the end of a measurement');
  return value;
}
