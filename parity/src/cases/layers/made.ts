import type { Module } from '@plumbline/layers';
import type { Tensor, TensorOptions } from '@plumbline/tensor';

/** A layer that is called with more than its input. */
export interface Called {
  readonly layer: Module;
  readonly call: (...inputs: Tensor[]) => Tensor;
}

/** By the name of a case, which begins with the layer's; `o` has the inputs' dtype. */
export type Layers = Readonly<Record<string, (o: TensorOptions) => Module | Called>>;
