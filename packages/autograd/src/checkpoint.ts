import {
  type Draws,
  formatShape,
  recordDraws,
  replayDraws,
  sameShape,
  scope,
  type Tensor,
} from '@plumbline/tensor';
import { discard, reachable, readFromOutside } from './reachable.ts';
import { entryOf, isRecording, Step, type TapeEntry, tapePosition, withRecording } from './tape.ts';

let recomputations = 0;

/**
 * Whether a checkpointed function is running for the second time: what it does beside its result
 * (running statistics, counters) has been done.
 */
export function isRecomputing(): boolean {
  return recomputations > 0;
}

/**
 * `fn`, storing none of what it makes for the backward pass, which runs it again instead (Chen et
 * al. 2016, "Training deep nets with sublinear memory cost"). The gradients of `backward` and
 * `grad`, those of parameters that `fn` reads included, are bit-identical to those without, for the
 * time of one more forward pass; a stack of n checkpointed blocks stores n inputs, and the inside of
 * one block at a time.
 *
 * Random numbers are drawn again from where their generators stood. Otherwise `fn` must do the
 * same both times, except where it asks `isRecomputing()`. Tensors that it reads and that are
 * neither arguments nor parameters stay alive as long as the backward pass needs them.
 */
export function checkpoint(fn: (...inputs: Tensor[]) => Tensor): (...inputs: Tensor[]) => Tensor {
  return (...inputs) => {
    if (!isRecording()) return fn(...inputs);
    const since = tapePosition();
    let entries: TapeEntry[] = [];
    const { result: output, draws } = recordDraws(() =>
      scope(() => {
        const result = fn(...inputs);
        entries = inside(result, since);
        if (entries.length === 0) return result;
        // Untraced, so that the scope releases everything inside.
        const output = withRecording(false, () => result.alias());
        output.outlivesBackward = result.outlivesBackward;
        return output;
      }),
    );
    if (entries.length === 0) return output;
    const read = readFromOutside(entries, since);
    // What was made inside, a dropout mask say, is released by now and is made again.
    const held = [...new Set([...inputs, ...read])].filter(({ isReleased }) => !isReleased);
    const again = new Replay(fn, inputs, draws, new Set(held), output.shape);
    output.trace = new Step('checkpoint', again, held, {}, output);
    discard(entries);
    return output;
  };
}

/** The steps that led to `result`, or nothing if no gradient would flow through the function. */
function inside(result: Tensor, since: number): TapeEntry[] {
  const start = entryOf(result);
  return start === null ? [] : reachable([start], since, () => false);
}

class Replay {
  readonly #fn: (...inputs: Tensor[]) => Tensor;
  readonly #inputs: readonly Tensor[];
  readonly #draws: Draws;
  readonly #held: ReadonlySet<Tensor>;
  readonly #shape: readonly number[];

  constructor(
    fn: (...inputs: Tensor[]) => Tensor,
    inputs: readonly Tensor[],
    draws: Draws,
    held: ReadonlySet<Tensor>,
    shape: readonly number[],
  ) {
    this.#fn = fn;
    this.#inputs = inputs;
    this.#draws = draws;
    this.#held = held;
    this.#shape = shape;
  }

  recompute(): Tensor {
    const since = tapePosition();
    recomputations++;
    let output: Tensor;
    try {
      output = withRecording(true, () =>
        replayDraws(this.#draws, () => scope(() => this.#fn(...this.#inputs))),
      );
    } finally {
      recomputations--;
    }
    this.#checkSame(output, since);
    return output;
  }

  #checkSame(output: Tensor, since: number): void {
    if (!sameShape(output.shape, this.#shape)) {
      const [a, b] = [this.#shape, output.shape].map(formatShape);
      throw new Error(`checkpoint: the function gave ${a} at first and ${b} when it ran again`);
    }
    for (const tensor of readFromOutside(inside(output, since), since)) {
      if (entryOf(tensor) === null || this.#held.has(tensor)) continue;
      throw new Error(
        `checkpoint: when the function ran again, it read a tensor of shape ` +
          `${formatShape(tensor.shape)} made by ${tensor.origin} that it did not read at first`,
      );
    }
  }
}
