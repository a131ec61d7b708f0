import { Parameter } from '@plumbline/autograd';
import { checkOptions, full, scope, type Tensor, type TensorOptions } from '@plumbline/tensor';
import { checkFactor } from '../check-factor.ts';
import { Module } from '../module.ts';

/** Options of `SkipInit`. */
export interface SkipInitOptions extends TensorOptions {
  /** What `alpha` starts as. Default 0, which makes the block the identity. */
  readonly init?: number;
}

/**
 * α x with one trained number `alpha` (no axes), for the end of a branch: `new Residual(branch,
 * { scale: new SkipInit() })`. De and Smith 2020, "Batch normalization biases residual blocks
 * towards the identity function in deep networks", where it takes the place of
 * normalization, from 0 or 1/√blocks. From 1 it is the multiplier of Fixup. float32 by default.
 */
export class SkipInit extends Module {
  /** [], without axes. */
  readonly alpha: Parameter;

  constructor(options: SkipInitOptions = {}) {
    super();
    checkOptions('SkipInit', options, ['init', 'dtype']);
    const { init = 0, ...dtype } = options;
    checkFactor(init, `${new.target.name}: init`);
    this.alpha = scope(() => new Parameter(full([], init, dtype)));
  }

  forward(input: Tensor): Tensor {
    return input.mul(this.alpha);
  }
}

/**
 * α x with `alpha` from 0 (Bachlechner et al. 2020, "ReZero is all you need"): SkipInit under
 * the name it has in networks of any kind, transformers included.
 */
export class ReZero extends SkipInit {
  constructor(options: TensorOptions = {}) {
    checkOptions('ReZero', options, ['dtype']);
    super({ ...options, init: 0 });
  }
}
