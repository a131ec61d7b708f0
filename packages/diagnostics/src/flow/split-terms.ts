import { noGrad } from '@plumbline/autograd';
import { type Tensor, zerosLike } from '@plumbline/tensor';
import { held } from './held.ts';

/**
 * The gradient at a residual block's input (behind its preActivation, where it has one), and the two
 * terms it is the sum of.
 */
export interface SplitTerms {
  /** dL/dy · ds/dx: for the identity shortcut without scale and activation, dL/dy itself. */
  readonly identity: Tensor;
  /** dL/dy · dF/dx, F with its scale or gate; of a gate also what goes through the gate itself. */
  readonly branch: Tensor;
  /** Their sum, dL/dx. */
  readonly whole: Tensor;
}

export type Side = 'identity' | 'branch';

/** The two terms of one run of a block find each other: they arrive one after the other. */
export class SplitArrivals {
  readonly #receive: (identity: Tensor, branch: Tensor) => void;
  #waiting: { readonly side: Side; readonly gradient: Tensor } | null = null;

  constructor(receive: (identity: Tensor, branch: Tensor) => void) {
    this.#receive = receive;
  }

  arrive(side: Side, gradient: Tensor): void {
    const first = this.#waiting;
    if (first === null || first.side === side) {
      this.end();
      this.#waiting = { side, gradient: held(gradient) };
      return;
    }
    this.#waiting = null;
    this.#pass(first.side, first.gradient, gradient);
  }

  /** Where no gradient went through one side, its term is 0. */
  end(): void {
    if (this.#waiting === null) return;
    const { side, gradient } = this.#waiting;
    this.#waiting = null;
    this.#pass(
      side,
      gradient,
      noGrad(() => zerosLike(gradient)),
    );
  }

  /** `first`, which is released, is the term of `side`. */
  #pass(side: Side, first: Tensor, second: Tensor): void {
    const [identity, branch] = side === 'identity' ? [first, second] : [second, first];
    noGrad(() => this.#receive(identity, branch));
    first.release('the end of the backward pass');
  }
}
