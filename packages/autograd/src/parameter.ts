import { engine, formatShape, isFloat, sameShape, Tensor } from '@plumbline/tensor';
import { Leaf, startRecording } from './tape.ts';

/**
 * A tensor that is trained: `backward` puts the gradient of the loss into `grad`, and an optimizer
 * assigns new elements.
 */
export class Parameter extends Tensor {
  readonly #leaf = new Leaf(this);
  #grad: Tensor | null = null;

  /** Shares the elements of `source`, a float tensor. */
  constructor(source: Tensor) {
    if (!isFloat(source.dtype)) {
      throw new TypeError(`Parameter: needs a float tensor, got ${source.dtype}`);
    }
    source.checkReadable();
    super(source, 'parameter');
    engine().retain(source.buffer);
    this.kept = true;
    this.requiresGrad = true;
  }

  /** Whether `backward` computes a gradient for it. Default true; false freezes it. */
  get requiresGrad(): boolean {
    return this.trace !== null;
  }
  set requiresGrad(on: boolean) {
    startRecording();
    this.trace = on ? this.#leaf : null;
  }

  /** The sum of the gradients of all `backward` calls since `zeroGrad`, or null. */
  get grad(): Tensor | null {
    return this.#grad;
  }
  set grad(gradient: Tensor | null) {
    if (gradient !== null && !sameShape(gradient.shape, this.shape)) {
      const [a, b] = [formatShape(gradient.shape), formatShape(this.shape)];
      throw new RangeError(`grad: a gradient of shape ${a} for a parameter of shape ${b}`);
    }
    if (gradient !== this.#grad) this.#grad?.release('zeroGrad() or a new gradient');
    if (gradient !== null) gradient.kept = true;
    this.#grad = gradient;
  }

  /** Sets `grad` to null, and releases the gradient that was there. */
  zeroGrad(): void {
    this.grad = null;
  }

  /** Takes on the elements of `source`, of the same shape and dtype, without a copy. */
  assign(source: Tensor): void {
    if (!(source instanceof Tensor)) {
      throw new TypeError(`assign: a tensor expected, got ${String(source)}; use tensor(...)`);
    }
    source.checkReadable();
    if (!sameShape(source.shape, this.shape) || source.dtype !== this.dtype) {
      const [a, b] = [source, this].map((t) => `${t.dtype} ${formatShape(t.shape)}`);
      throw new RangeError(`assign: ${a} to a parameter of ${b}`);
    }
    this.shareBufferOf(source);
    this.#leaf.version++;
  }
}
