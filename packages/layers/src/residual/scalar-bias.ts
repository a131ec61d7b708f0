import { Parameter } from '@plumbline/autograd';
import { checkOptions, scope, type Tensor, type TensorOptions, zeros } from '@plumbline/tensor';
import { Module } from '../module.ts';

/**
 * x + b with one trained number `bias` (no axes), 0 at first: what Fixup puts before each
 * convolution, linear layer and activation of a branch (Zhang et al. 2019, "Fixup initialization",
 * rule 3). float32 by default.
 */
export class ScalarBias extends Module {
  /** [], without axes. */
  readonly bias: Parameter;

  constructor(options: TensorOptions = {}) {
    super();
    checkOptions('ScalarBias', options, ['dtype']);
    this.bias = scope(() => new Parameter(zeros([], options)));
  }

  forward(input: Tensor): Tensor {
    return input.add(this.bias);
  }
}
