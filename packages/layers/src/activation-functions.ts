import { formatShape, scope, type Tensor } from '@plumbline/tensor';
import { checkNumber } from './check-number.ts';
import { checkOptions } from './check-options.ts';

/** max(x, 0) */
export function relu(x: Tensor): Tensor {
  return x.relu();
}

/** min(max(x, 0), 6), for networks that run in few bits (Howard et al. 2017, "MobileNets"). */
export function relu6(x: Tensor): Tensor {
  // Not a minimum: as in PyTorch there is no gradient at the two kinks. NaN stays.
  return scope(() => x.relu().where(x.ge(6).logicalNot(), 6));
}

export interface LeakyReLUOptions {
  /** The slope below 0. Default 0.01. */
  readonly negativeSlope?: number;
}

/** x where it is positive, else negativeSlope · x (Maas et al. 2013, "Rectifier nonlinearities"). */
export function leakyRelu(x: Tensor, options: LeakyReLUOptions = {}): Tensor {
  checkOptions('leakyRelu', options, ['negativeSlope']);
  const { negativeSlope = 0.01 } = options;
  checkNumber(negativeSlope, 'leakyRelu: negativeSlope');
  return scope(() => x.where(x.gt(0), x.mul(negativeSlope)));
}

/**
 * x where it is positive, else w · x (He et al. 2015, "Delving deep into rectifiers"). `weight`: [1],
 * or [C], a slope for each of the channels on axis 1. RangeError for another shape.
 */
export function prelu(x: Tensor, weight: Tensor): Tensor {
  const channels = x.rank < 2 ? 1 : x.shape[1];
  if (weight.rank !== 1 || (weight.size !== 1 && weight.size !== channels)) {
    throw new RangeError(
      `prelu: slopes of shape ${formatShape(weight.shape)} for an input of shape ` +
        `${formatShape(x.shape)}; expected [1] or [${channels}]`,
    );
  }
  return scope(() => {
    const slope = weight.reshape([-1, ...x.shape.slice(2).map(() => 1)]);
    // Not x · slope: where that isn't taken an infinite x would make the slope's gradient 0 · ∞.
    const isPositive = x.gt(0);
    return x.where(isPositive, x.where(isPositive.logicalNot(), 0).mul(slope));
  });
}

export interface ELUOptions {
  /** Minus the limit at -∞. Default 1. */
  readonly alpha?: number;
}

/** x where it is positive, else alpha (eˣ - 1) (Clevert et al. 2015, "ELUs"). */
export function elu(x: Tensor, options: ELUOptions = {}): Tensor {
  checkOptions('elu', options, ['alpha']);
  const { alpha = 1 } = options;
  checkNumber(alpha, 'elu: alpha');
  return scope(() => {
    // Large x would overflow in the branch that isn't taken, and its gradient become 0 · ∞.
    const isPositive = x.gt(0);
    const negative = x.where(isPositive.logicalNot(), 0);
    return x.where(isPositive, negative.exp().sub(1).mul(alpha));
  });
}

/** A scaled ELU that keeps mean 0 and variance 1 (Klambauer et al. 2017, eq. 2 and 14). */
export function selu(x: Tensor): Tensor {
  return scope(() => elu(x, { alpha: 1.6732632423543772 }).mul(1.0507009873554805));
}

export interface GELUOptions {
  /** 'tanh': the approximation of section 2 of the paper. Default 'none': exact. */
  readonly approximate?: 'none' | 'tanh';
}

/**
 * x Φ(x), Φ being the standard normal distribution function: x/2 (1 + erf(x/√2)), or about
 * x/2 (1 + tanh(√(2/π) (x + 0.044715 x³))) (Hendrycks and Gimpel 2016, "Gaussian error linear
 * units").
 */
export function gelu(x: Tensor, options: GELUOptions = {}): Tensor {
  checkOptions('gelu', options, ['approximate']);
  const { approximate = 'none' } = options;
  switch (approximate) {
    case 'none':
      return scope(() => x.mul(0.5).mul(x.mul(Math.SQRT1_2).erf().add(1)));
    case 'tanh':
      return scope(() => {
        const cubic = x.add(x.square().mul(x).mul(0.044715));
        const cdf = cubic
          .mul(Math.sqrt(2 / Math.PI))
          .tanh()
          .add(1);
        return x.mul(0.5).mul(cdf);
      });
    default:
      throw new RangeError(`gelu: approximate is 'none' or 'tanh', got '${approximate}'`);
  }
}

/** x σ(x), also called swish (Elfwing et al. 2017, "Sigmoid-weighted linear units"). */
export function silu(x: Tensor): Tensor {
  return scope(() => x.mul(x.sigmoid()));
}

export interface SoftplusOptions {
  /** How sharply it bends: for large beta it becomes ReLU. Default 1. */
  readonly beta?: number;
}

/**
 * ln(1 + e^(beta x)) / beta, without overflow and with all digits of small results. (PyTorch's
 * `threshold`, from which on it returns x, isn't needed.)
 */
export function softplus(x: Tensor, options: SoftplusOptions = {}): Tensor {
  checkOptions('softplus', options, ['beta']);
  const { beta = 1 } = options;
  checkNumber(beta, 'softplus: beta', Number.MIN_VALUE);
  // From 40 on it is x in float64 too.
  return x.softplus({ beta, threshold: 40 });
}

/** ln σ(x) = -ln(1 + e⁻ˣ), without overflow. */
export function logSigmoid(x: Tensor): Tensor {
  return scope(() => softplus(x.neg()).neg());
}

/** x tanh(ln(1 + eˣ)) (Misra 2019, "Mish"). */
export function mish(x: Tensor): Tensor {
  return scope(() => x.mul(softplus(x).tanh()));
}

/** σ(x) in three straight pieces: x/6 + 1/2, within 0 and 1 (Howard et al. 2019, "MobileNetV3"). */
export function hardsigmoid(x: Tensor): Tensor {
  return scope(() => relu6(x.add(3)).mul(1 / 6));
}

/** x hardsigmoid(x) (Howard et al. 2019, "Searching for MobileNetV3", section 5.2). */
export function hardswish(x: Tensor): Tensor {
  return scope(() => x.mul(hardsigmoid(x)));
}
