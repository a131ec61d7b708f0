import {
  checkOptions,
  type RandomOptions,
  type Shape,
  scope,
  type Tensor,
} from '@plumbline/tensor';
import { zeros } from './init/constant.ts';
import type { Module } from './module.ts';

/** Makes the elements of a weight of `shape`. All functions of `init` are initializers. */
export type Initializer = (shape: Shape, options: RandomOptions) => Tensor;

/**
 * Gives every parameter named `bias` zeros, and every other one of two axes or more (the weights of
 * linear layers and convolutions) new elements from `initializer`, in the order of
 * `namedParameters`. The rest (the scale of a LayerNorm) stays. Returns the module. TypeError where
 * `initializer` is no function.
 *
 * For options of an initializer's own, wrap it:
 * `initialize(model, (shape, rest) => init.orthogonal(shape, { ...rest, gain: 0.5 }))`.
 */
export function initialize<Initialized extends Module>(
  module: Initialized,
  initializer: Initializer,
  options: Pick<RandomOptions, 'generator'> = {},
): Initialized {
  if (typeof initializer !== 'function') {
    throw new TypeError(
      `initialize: expected an initializer (init.kaimingNormal), got ${String(initializer)}`,
    );
  }
  checkOptions('initialize', options, ['generator']);
  const { generator } = options;
  const random = generator === undefined ? {} : { generator };
  for (const [name, parameter] of module.namedParameters()) {
    const { shape, dtype } = parameter;
    const isBias = name === 'bias' || name.endsWith('.bias');
    const make = isBias ? zeros : parameter.rank >= 2 ? initializer : null;
    if (make !== null) scope(() => parameter.assign(make(shape, { ...random, dtype })));
  }
  return module;
}
