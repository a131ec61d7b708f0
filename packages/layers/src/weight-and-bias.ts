import { Parameter } from '@plumbline/autograd';
import { formatShape, type RandomOptions, type Shape, sameShape, scope } from '@plumbline/tensor';
import { fanOf } from './init/fan.ts';
import { kaimingUniform } from './init/kaiming.ts';
import { uniform } from './init/uniform.ts';
import type { Initializer } from './initialize.ts';

/** Options of layers that have a weight and a bias. */
export interface WeightOptions extends RandomOptions {
  /** Add a trained number to every output feature or channel. Default true. */
  readonly bias?: boolean;
  /** Makes the weight; a bias is uniform in ±1/√fanIn all the same. Default: the weight is too. */
  readonly initializer?: Initializer;
}

/** kaimingUniform with a = √5 is ±1/√fanIn: gain √(2/6), times √3/√fanIn. */
const asBias: Initializer = (shape, random) =>
  kaimingUniform(shape, { a: Math.sqrt(5), ...random });

/**
 * What linear layers and convolutions train: a weight of `shape`, and a bias for each output.
 * RangeError for an initializer's weight of another shape or dtype.
 */
export function weightAndBias(
  shape: Shape,
  outputs: number,
  { bias: hasBias = true, initializer = asBias, ...random }: WeightOptions,
): { readonly weight: Parameter; readonly bias: Parameter | null } {
  const weight = scope(() => new Parameter(initializer(shape, random)));
  const { dtype = 'float32' } = random;
  if (!sameShape(weight.shape, shape) || weight.dtype !== dtype) {
    const made = `${weight.dtype} ${formatShape(weight.shape)}`;
    throw new RangeError(`initializer: ${made} for a weight of ${dtype} ${formatShape(shape)}`);
  }
  const bound = 1 / Math.sqrt(fanOf(shape).fanIn);
  const limits = { low: -bound, high: bound, ...random };
  const bias = hasBias ? scope(() => new Parameter(uniform([outputs], limits))) : null;
  return { weight, bias };
}
