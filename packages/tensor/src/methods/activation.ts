import { dispatch } from '../dispatch.ts';
import { ops } from '../ops/index.ts';
import { none } from '../ops/op.ts';
import { scope } from '../scope.ts';
import type { Tensor } from '../tensor.ts';
import { where } from '../where.ts';
import { ComparisonMethods } from './comparison.ts';

/** Options of `softplus`. */
export interface SoftplusOptions {
  /** How sharp the bend is. Default 1. */
  readonly beta?: number;
  /** Above `threshold / beta` it is x itself. Default 20. */
  readonly threshold?: number;
}

/** Selu's constants (Klambauer et al. 2017, "Self-normalizing neural networks"). */
const seluScale = 1.0507009873554805;
const seluAlpha = 1.6732632423543772;

/**
 * Activation functions, with PyTorch's gradients at their kinks. All but the first three are made
 * of other ops.
 */
export abstract class ActivationMethods extends ComparisonMethods {
  /** max(x, 0) */
  relu(this: Tensor): Tensor {
    return dispatch(ops.relu, [this], none);
  }
  /** 1 / (1 + e⁻ˣ) */
  sigmoid(this: Tensor): Tensor {
    return dispatch(ops.sigmoid, [this], none);
  }
  /** x / (1 + e⁻ˣ), also called swish (Elfwing et al. 2017; Ramachandran et al. 2017). */
  silu(this: Tensor): Tensor {
    return scope(() => this.mul(this.sigmoid()));
  }
  /** x Φ(x), or the approximation by tanh (Hendrycks and Gimpel 2016, section 2). */
  gelu(
    this: Tensor,
    { approximate = 'none' }: { readonly approximate?: 'none' | 'tanh' } = {},
  ): Tensor {
    return scope(() => {
      const curve =
        approximate === 'tanh'
          ? this.add(this.square().mul(this).mul(0.044715))
              .mul(Math.sqrt(2 / Math.PI))
              .tanh()
          : this.mul(Math.SQRT1_2).erf();
      return this.mul(0.5).mul(curve.add(1));
    });
  }
  /** x where x > 0, else `slope` x. */
  leakyRelu(this: Tensor, slope = 0.01): Tensor {
    return scope(() => where(this.gt(0), this, this.mul(slope)));
  }
  /** x where x > 0, else alpha (eˣ - 1) (Clevert et al. 2015). */
  elu(this: Tensor, alpha = 1): Tensor {
    return scope(() => {
      const isPositive = this.gt(0);
      // The branch that isn't chosen must stay finite: its gradient is multiplied by 0.
      return where(isPositive, this, where(isPositive, 0, this).expm1().mul(alpha));
    });
  }
  /** Elu with the slope and alpha that keep mean 0 and variance 1 (Klambauer et al. 2017). */
  selu(this: Tensor): Tensor {
    return scope(() => this.elu(seluAlpha).mul(seluScale));
  }
  /** x where x > 0, else alpha (e^(x / alpha) - 1) (Barron 2017). */
  celu(this: Tensor, alpha = 1): Tensor {
    return scope(() => this.div(alpha).elu().mul(alpha));
  }
  /** log(1 + e^(beta x)) / beta. */
  softplus(this: Tensor, { beta = 1, threshold = 20 }: SoftplusOptions = {}): Tensor {
    return scope(() => {
      const scaled = this.mul(beta);
      const isLinear = scaled.gt(threshold);
      return where(isLinear, this, where(isLinear, 0, scaled).exp().log1p().div(beta));
    });
  }
  /** log(1 / (1 + e⁻ˣ)), finite where the sigmoid is 0. */
  logSigmoid(this: Tensor): Tensor {
    return scope(() => this.neg().softplus({ threshold: 40 }).neg());
  }
  /** x / (1 + |x|) */
  softsign(this: Tensor): Tensor {
    return scope(() => this.div(this.abs().add(1)));
  }
  /** x tanh(softplus(x)) (Misra 2019). */
  mish(this: Tensor): Tensor {
    return scope(() => this.mul(this.softplus().tanh()));
  }
  /** Limits elements to [low, high], without a gradient at the limits. */
  hardtanh(this: Tensor, low = -1, high = 1): Tensor {
    return scope(() => where(this.le(low), low, where(this.ge(high), high, this)));
  }
  /** min(max(x, 0), 6) */
  relu6(this: Tensor): Tensor {
    return this.hardtanh(0, 6);
  }
  /** relu6(x + 3) / 6 */
  hardsigmoid(this: Tensor): Tensor {
    return scope(() => this.add(3).relu6().div(6));
  }
  /** x relu6(x + 3) / 6 (Howard et al. 2019, "Searching for MobileNetV3", section 5.2). */
  hardswish(this: Tensor): Tensor {
    return scope(() => {
      const isLinear = this.ge(3);
      const bent = where(isLinear, 0, this);
      return where(isLinear, this, bent.mul(bent.add(3).clamp(0)).div(6));
    });
  }
}
