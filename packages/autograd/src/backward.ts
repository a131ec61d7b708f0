import { endStep, formatShape, ones, type Tensor } from '@plumbline/tensor';
import { Parameter } from './parameter.ts';
import { pullBack } from './pull-back.ts';
import { entryOf, Leaf } from './tape.ts';

/** Options of `backward`. */
export interface BackwardOptions {
  /** The gradient at the tensor itself, of its shape. Default: 1, for a tensor of one element. */
  readonly gradient?: Tensor;
  /** Keep what the forward pass saved, for another `backward`. Default false. */
  readonly retainGraph?: boolean;
}

/**
 * Adds the gradient of `loss` to the `grad` of every parameter it was computed from.
 *
 * What the forward pass made on the way is released as soon as its last reader has run. `loss`,
 * what a model returned, parameters, and what was passed to `keep` stay readable.
 */
export function backward(loss: Tensor, options: BackwardOptions = {}): void {
  loss.checkReadable();
  const { gradient, retainGraph = false } = options;
  if (entryOf(loss) === null) {
    throw new Error(
      'backward: the tensor was not computed from parameters or tracked tensors ' +
        '(or inside noGrad(), or it was detached)',
    );
  }
  if (gradient === undefined && loss.size !== 1) {
    throw new RangeError(
      `backward: a tensor of shape ${formatShape(loss.shape)} has no one gradient; ` +
        'take its sum() or mean(), or pass { gradient }',
    );
  }
  const start = gradient ?? ones(loss.shape, { dtype: loss.dtype });
  pullBack([{ output: loss, gradient: start }], {
    isTarget: (entry) => entry instanceof Leaf,
    arrive: (entry, arriving) => {
      const parameter = entry instanceof Leaf ? entry.owner : null;
      if (parameter instanceof Parameter) accumulate(parameter, arriving);
    },
    createGraph: false,
    consume: !retainGraph,
  });
  if (gradient === undefined) start.release('backward()');
  endStep();
}

function accumulate(parameter: Parameter, arriving: Tensor): void {
  const { grad } = parameter;
  parameter.grad = grad === null ? arriving : grad.add(arriving);
}
