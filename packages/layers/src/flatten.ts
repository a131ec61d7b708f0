import type { Tensor } from '@plumbline/tensor';
import { Module } from './module.ts';

/**
 * All axes from `startAxis` on as one: by default (1) all but the batch, [N, C, H, W] ->
 * [N, C·H·W]. A view where strides allow.
 */
export class Flatten extends Module {
  /** The first axis of those that become one. */
  readonly startAxis: number;

  constructor(startAxis = 1) {
    super();
    this.startAxis = startAxis;
  }

  forward(input: Tensor): Tensor {
    return input.flatten(this.startAxis);
  }
}
