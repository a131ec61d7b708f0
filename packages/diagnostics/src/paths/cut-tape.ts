import { backward, detach, isTracked, onGradient, track } from '@plumbline/autograd';
import { keep, scope, type Tensor, zerosLike } from '@plumbline/tensor';

/**
 * The tape of one forward pass, cut into pieces. A piece begins at ends, behind which gradients go no
 * further, so that a gradient can be carried back through it alone, any number of times.
 */
export class CutTape {
  readonly #names = new Map<Tensor, string>();
  #arrived = new Map<Tensor, Tensor>();
  readonly #kept: Tensor[] = [];

  /** Keeps `tensor` until it is released, or the tape is. */
  keep(tensor: Tensor): Tensor {
    this.#kept.push(tensor);
    return keep(tensor);
  }

  /** Releases what it kept, as far as nobody did. */
  release(): void {
    for (const tensor of this.#kept.splice(0)) tensor.release('paths');
  }

  /** Makes `tensor`, for which nothing was recorded, an end; `name` is for errors. */
  end(name: string, tensor: Tensor): Tensor {
    track(tensor);
    this.#names.set(tensor, name);
    onGradient(tensor, (gradient) => {
      this.#arrived.set(tensor, this.keep(gradient.alias()));
      return undefined;
    });
    return tensor;
  }

  /** Ends a piece at `tensor`: what is returned has its elements, and the piece behind begins there. */
  cut(name: string, tensor: Tensor): Tensor {
    return this.end(name, detach(tensor));
  }

  /**
   * The gradients at `ends` from `gradient` at `root`, kept: zeros where none arrives.
   * RangeError where one arrives at another end. `reader` is for that error.
   */
  pull(reader: string, root: Tensor, gradient: Tensor, ends: readonly Tensor[]): Tensor[] {
    this.#arrived = new Map();
    if (isTracked(root)) scope(() => backward(root, { gradient, retainGraph: true }));
    for (const end of this.#arrived.keys()) {
      if (ends.includes(end)) continue;
      throw new RangeError(
        `paths: the blocks are no plain chain, ${reader} also reads ${this.#names.get(end)}: ` +
          'a path past a block has no length',
      );
    }
    return ends.map((end) => this.#arrived.get(end) ?? this.keep(zerosLike(end)));
  }

  /** Whether the last `pull` brought a gradient to `end`. */
  reached(end: Tensor): boolean {
    return this.#arrived.has(end);
  }
}
