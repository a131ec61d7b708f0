import type { Parameter } from '@plumbline/autograd';
import type { Tensor } from '@plumbline/tensor';
import { held } from './held.ts';
import type { Row } from './row.ts';
import { Tally } from './tally.ts';

/** A forward pass that is recorded, and the backward passes that follow before the next one. */
export class Pass {
  /** Counted from 0, those that are not recorded too. */
  readonly number: number;
  readonly tally: Tally;
  /** Whether a gradient has arrived. */
  wentBack = false;
  /** Hooks to remove at the end, and what is measured then. */
  readonly #removes: (() => void)[] = [];
  readonly #endings: (() => void)[] = [];
  readonly #before = new Map<Parameter, Tensor>();
  #loss: Tensor | number | null = null;

  /** `places`: how many quantities a pass has. */
  constructor(number: number, places: number) {
    this.number = number;
    this.tally = new Tally(places);
  }

  /** Notes the loss, a number or a tensor of one; one that was noted before is forgotten. */
  set loss(loss: Tensor | number) {
    this.#forgetLoss();
    this.#loss = typeof loss === 'number' ? loss : held(loss);
  }

  /** Holds the elements that a parameter has now: an optimizer gives it others, and leaves these. */
  remember(parameter: Parameter): void {
    if (!this.#before.has(parameter)) {
      this.#before.set(parameter, held(parameter));
    }
  }

  /** What a parameter was, if it is something else by now. */
  changed(parameter: Parameter): Tensor | null {
    const before = this.#before.get(parameter);
    return before === undefined || before.buffer === parameter.buffer ? null : before;
  }

  /** Notes how to remove a hook. */
  listen(...removes: (() => void)[]): void {
    this.#removes.push(...removes);
  }

  atEnd(body: () => void): void {
    this.#endings.push(body);
  }

  /** The row of all that was measured, which takes over its tensors; null if there is nothing. */
  finish(): Row | null {
    for (const remove of this.#removes) remove();
    for (const ending of this.#endings) ending();
    const { number, wentBack } = this;
    const loss = this.#loss ?? Number.NaN;
    const stepped = [...this.#before.keys()].some((parameter) => this.changed(parameter) !== null);
    for (const before of this.#before.values()) before.release('the watch');
    if (!wentBack && this.#loss === null) {
      this.tally.drop();
      return null;
    }
    return { pass: number, ...this.tally.finish(), loss, wentBack, stepped };
  }

  #forgetLoss(): void {
    if (this.#loss !== null && typeof this.#loss !== 'number') this.#loss.release('a new loss');
  }
}

/** Where those who measure ask which pass it is for. */
export interface PassSource {
  /** The pass that is recorded, until the next one begins; null where none is. */
  readonly pass: Pass | null;
  /** The same while its forward pass runs for the first time, and not again in a checkpoint. */
  readonly forwardPass: Pass | null;
}
