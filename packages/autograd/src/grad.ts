import { formatShape, ones, type Tensor, zerosLike } from '@plumbline/tensor';
import { pullBack } from './pull-back.ts';
import { entryOf, type TapeEntry, withRecording } from './tape.ts';
import { isTracked, track } from './track.ts';

export interface GradOptions {
  /**
   * Record the gradients themselves, for gradients of gradients. Default: when an argument is
   * itself being differentiated, as in `grad(grad(f))`.
   */
  readonly createGraph?: boolean;
}

export interface ValueAndGrad {
  readonly value: Tensor;
  /** One gradient an argument, of its shape. */
  readonly grads: Tensor[];
}

/**
 * The function that computes `f` and its gradients with respect to all its arguments. `f` returns a
 * tensor of one element.
 */
export function valueAndGrad(
  f: (...args: Tensor[]) => Tensor,
  options: GradOptions = {},
): (...args: Tensor[]) => ValueAndGrad {
  return (...args) => {
    const createGraph = options.createGraph ?? args.some((arg) => entryOf(arg) !== null);
    // Aliases: gradients stop here, and arguments that are tracked outside stay as they are.
    const inputs = withRecording(createGraph, () => args.map((arg) => track(arg.alias())));
    const targets = inputs.map((input) => entryOf(input));
    const isTarget = (entry: TapeEntry) => targets.includes(entry);
    const value = withRecording(true, () => f(...inputs));
    if (value.size !== 1) {
      throw new RangeError(
        `grad: the function must return one element, got ${formatShape(value.shape)}`,
      );
    }
    const arrived = new Map<TapeEntry, Tensor>();
    const arrive = (entry: TapeEntry, gradient: Tensor) => {
      if (isTarget(entry)) arrived.set(entry, gradient.alias());
    };
    const start = ones(value.shape, { dtype: value.dtype });
    pullBack(value, start, { isTarget, arrive, createGraph, consume: !createGraph });
    const grads = inputs.map((input, i) => arrived.get(targets[i]!) ?? zerosLike(input));
    if (!createGraph) value.trace = null;
    return { value, grads };
  };
}

/**
 * The function that computes the gradient of `f` with respect to its first argument. `f` returns a
 * tensor of one element.
 */
export function grad(
  f: (...args: Tensor[]) => Tensor,
  options: GradOptions = {},
): (...args: Tensor[]) => Tensor {
  const both = valueAndGrad(f, options);
  return (...args) => {
    const { value, grads } = both(...args);
    const [first, ...others] = grads;
    if (first === undefined) throw new TypeError('grad: the function needs an argument');
    if (options.createGraph !== true && !isTracked(first))
      for (const tensor of [value, ...others]) tensor.release('grad()');
    return first;
  };
}
