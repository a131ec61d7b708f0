import {
  formatShape,
  isFloat,
  sameShape,
  scope,
  type Tensor,
  tensorsMadeBy,
  zerosLike,
} from '@plumbline/tensor';
import { Parameter } from './parameter.ts';
import { pullBack } from './pull-back.ts';
import { discard, reachable, readFromOutside } from './reachable.ts';
import {
  entryOf,
  isRecording,
  Leaf,
  Step,
  type TapeEntry,
  tapePosition,
  withRecording,
} from './tape.ts';
import { track } from './track.ts';

/** A function of tensors, to one or several. */
export type TensorFunction = (...args: Tensor[]) => Tensor | readonly Tensor[];

/** Options of a pullback of `vjp`. */
export interface PullOptions {
  /**
   * Record the gradients themselves. Default: when what they depend on is being differentiated by
   * somebody around.
   */
  readonly createGraph?: boolean;
  /** Keep what the function saved, for another pull. Default false; a recorded pull keeps it. */
  readonly retainGraph?: boolean;
}

/** One run of a function with the tape on, and the way back from its outputs to its arguments. */
export class TapeRun {
  readonly outputs: readonly Tensor[];
  /** Whether the function returned a tensor and no list. */
  readonly isSingle: boolean;
  /**
   * Whether somebody around, with the tape on, differentiates an argument or something else that
   * the function read.
   */
  readonly isNested: boolean;
  /** Aliases of the chosen arguments: gradients stop there, and the arguments stay as they are. */
  readonly #inputs: readonly Tensor[];
  readonly #made: readonly Tensor[];
  readonly #since = tapePosition();
  readonly #name: string;
  #isUsedUp = false;

  /** Runs `f`; `positions` choose the arguments that get gradients. `name` is for errors. */
  constructor(
    name: string,
    f: TensorFunction,
    args: readonly Tensor[],
    positions: readonly number[] = [...args.keys()],
  ) {
    this.#name = name;
    const isOn = isRecording();
    const run = () => {
      const all = [...args];
      const inputs = positions.map((position) => {
        const input = this.#follow(args[position]!, position);
        all[position] = input;
        return input;
      });
      const result = withRecording(true, () => f(...all));
      const isSingle = 'isPlumblineTensor' in result;
      const outputs = isSingle ? [result] : [...result];
      for (const { dtype } of outputs) {
        if (isFloat(dtype)) continue;
        throw new TypeError(`${name}: the function must return floats, got ${dtype}`);
      }
      return { inputs, outputs, isSingle };
    };
    // Of what `f` makes the graph's is left after the scope.
    const { result, made } = tensorsMadeBy(() => scope(run));
    const { inputs, outputs, isSingle } = result;
    this.#inputs = inputs;
    this.#made = made;
    this.outputs = outputs;
    this.isSingle = isSingle;
    const read = readFromOutside(this.#entries(), this.#since);
    const isOutside = (tensor: Tensor) => (entryOf(tensor)?.order ?? this.#since) < this.#since;
    const outside = [...args, ...outputs, ...read].filter(isOutside);
    this.isNested = isOn && outside.some(isBeingDifferentiated);
  }

  #follow(arg: Tensor, position: number): Tensor {
    if (!isFloat(arg.dtype)) {
      throw new TypeError(
        `${this.#name}: argument ${position} is ${arg.dtype}, and only float tensors have ` +
          'gradients; leave it out of { argnums }, or close over it: (x) => f(x, labels)',
      );
    }
    return withRecording(isBeingDifferentiated(arg), () => track(arg.alias()));
  }

  #entries(): TapeEntry[] {
    const targets = this.#inputs.map(entryOf);
    const starts = this.outputs.flatMap((output) => entryOf(output) ?? []);
    return reachable(starts, this.#since, (entry) => targets.includes(entry));
  }

  /** The outputs for the caller, as tensors of its own: on the tape or cut off from it. */
  values(isTraced: boolean): readonly Tensor[] {
    return withRecording(isTraced, () => this.outputs.map((output) => output.alias()));
  }

  /** Whether somebody around differentiates what a pull of `cotangents` depends on. */
  isAskedToRecord(cotangents: readonly Tensor[]): boolean {
    return isRecording() && (this.isNested || cotangents.some(isBeingDifferentiated));
  }

  /** The gradients at the chosen arguments from those at the outputs: zeros where none arrives. */
  pull(cotangents: readonly Tensor[], options: PullOptions = {}): Tensor[] {
    const { createGraph = this.isAskedToRecord(cotangents) } = options;
    this.#checkUsable();
    checkAlike(this.#name, 'cotangent', cotangents, 'output', this.outputs);
    // Of a nested run the graph is a part of somebody else's, too.
    const consume = !createGraph && !this.isNested && options.retainGraph !== true;
    const targets = this.#inputs.map(entryOf);
    const arrived = new Map<TapeEntry, Tensor>();
    const roots = this.outputs.map((output, i) => ({ output, gradient: cotangents[i]! }));
    pullBack(roots, {
      since: this.#since,
      isTarget: (entry) => targets.includes(entry),
      arrive: (entry, gradient) => void arrived.set(entry, gradient.alias()),
      createGraph,
      consume,
    });
    const gradients = targets.map((target, i) => {
      const gradient = target === null ? undefined : arrived.get(target);
      return gradient ?? zerosLike(this.#inputs[i]!);
    });
    if (consume) this.#release();
    return gradients;
  }

  #checkUsable(): void {
    if (this.#isUsedUp) {
      throw new Error(
        `${this.#name}: what the function saved was already used up; ` +
          'pass { retainGraph: true } to the pullbacks before the last one',
      );
    }
    for (const output of this.outputs) output.checkReadable();
  }

  /** Gives up what the run saved, where no pull has. */
  discard(): void {
    discard(this.#entries());
    this.#release();
  }

  #release(): void {
    this.#isUsedUp = true;
    for (const tensor of this.#made) if (!tensor.kept) tensor.release('the end of a pullback');
  }
}

/** Whether a gradient of somebody around is to arrive at it; a parameter alone waits for `backward`. */
function isBeingDifferentiated(tensor: Tensor): boolean {
  const entry = entryOf(tensor);
  return entry instanceof Step || (entry instanceof Leaf && !(entry.owner instanceof Parameter));
}

/** Throws unless there is one `what` for each of `models`, of its shape and dtype. */
export function checkAlike(
  name: string,
  what: string,
  tensors: readonly Tensor[],
  modelName: string,
  models: readonly Tensor[],
): void {
  if (tensors.length !== models.length) {
    throw new RangeError(
      `${name}: got ${tensors.length} ${what}s for ${models.length} ${modelName}s`,
    );
  }
  for (const [i, model] of models.entries()) {
    const tensor = tensors[i]!;
    if (sameShape(tensor.shape, model.shape) && tensor.dtype === model.dtype) continue;
    const [a, b] = [tensor, model].map((t) => `${t.dtype} ${formatShape(t.shape)}`);
    throw new RangeError(`${name}: ${what} ${i} is ${a}, but ${modelName} ${i} is ${b}`);
  }
}
