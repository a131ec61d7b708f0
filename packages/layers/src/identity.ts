import type { Tensor } from '@plumbline/tensor';
import { Module } from './module.ts';

/** Returns its input. */
export class Identity extends Module {
  forward(input: Tensor): Tensor {
    return input;
  }
}
