import { Parameter } from '@plumbline/autograd';
import {
  checkOptions,
  type SoftplusOptions,
  scope,
  type Tensor,
  type TensorOptions,
} from '@plumbline/tensor';
import { checkDtype } from './check-dtype.ts';
import { checkNumber } from './check-number.ts';
import { checkSize } from './check-size.ts';
import { constant } from './init/constant.ts';
import { Module } from './module.ts';
import { prelu } from './prelu.ts';

/*
 * Each is the tensor's method of its name as a module: element by element, any shape, float dtype
 * kept. Options are checked when the module is made.
 */

/** max(x, 0), element by element; any shape, dtype kept. */
export class ReLU extends Module {
  forward(input: Tensor): Tensor {
    return input.relu();
  }
}

/** min(max(x, 0), 6), for networks that run in few bits (Howard et al. 2017, "MobileNets"). */
export class ReLU6 extends Module {
  forward(input: Tensor): Tensor {
    return input.relu6();
  }
}

/** Options of `LeakyReLU`. */
export interface LeakyReLUOptions {
  /** The slope below 0. Default 0.01. */
  readonly negativeSlope?: number;
}

/** x, or negativeSlope · x below 0 (Maas et al. 2013, "Rectifier nonlinearities"). */
export class LeakyReLU extends Module {
  /** The slope below 0. */
  readonly negativeSlope: number;

  constructor(options: LeakyReLUOptions = {}) {
    super();
    checkOptions('LeakyReLU', options, ['negativeSlope']);
    const { negativeSlope = 0.01 } = options;
    checkNumber(negativeSlope, 'LeakyReLU: negativeSlope');
    this.negativeSlope = negativeSlope;
  }

  forward(input: Tensor): Tensor {
    return input.leakyRelu(this.negativeSlope);
  }
}

/** Options of `PReLU`. */
export interface PReLUOptions extends TensorOptions {
  /** The slope below 0 at first. Default 0.25. */
  readonly init?: number;
}

/**
 * `prelu`: x, or below 0 a trained multiple of it: `weight` [count], one slope for all (the default,
 * 1) or one a channel (axis 1).
 */
export class PReLU extends Module {
  /** The slopes below 0: [1], or [channels]. */
  readonly weight: Parameter;

  constructor(count = 1, options: PReLUOptions = {}) {
    super();
    checkSize(count, 'PReLU: the number of slopes');
    checkOptions('PReLU', options, ['init', 'dtype']);
    const { init = 0.25, ...dtype } = options;
    checkNumber(init, 'PReLU: init');
    this.weight = scope(() => new Parameter(constant([count], { value: init, ...dtype })));
  }

  forward(input: Tensor): Tensor {
    checkDtype(input, this.weight, 'PReLU');
    return prelu(input, this.weight);
  }
}

/** Options of `ELU`. */
export interface ELUOptions {
  /** Minus the limit at -∞. Default 1. */
  readonly alpha?: number;
}

/** x, or alpha (eˣ - 1) below 0 (Clevert et al. 2015, "ELUs"). */
export class ELU extends Module {
  /** Minus the limit at -∞. */
  readonly alpha: number;

  constructor(options: ELUOptions = {}) {
    super();
    checkOptions('ELU', options, ['alpha']);
    const { alpha = 1 } = options;
    checkNumber(alpha, 'ELU: alpha');
    this.alpha = alpha;
  }

  forward(input: Tensor): Tensor {
    return input.elu(this.alpha);
  }
}

/** A scaled ELU that keeps mean 0 and variance 1 (Klambauer et al. 2017). */
export class SELU extends Module {
  forward(input: Tensor): Tensor {
    return input.selu();
  }
}

/** Options of `GELU`. */
export interface GELUOptions {
  /** 'tanh': the approximation of section 2 of the paper. Default 'none': exact. */
  readonly approximate?: 'none' | 'tanh';
}

/**
 * x Φ(x), Φ being the standard normal distribution function (Hendrycks and Gimpel 2016, "Gaussian
 * error linear units").
 */
export class GELU extends Module {
  /** Whether Φ is approximated. */
  readonly approximate: 'none' | 'tanh';

  constructor(options: GELUOptions = {}) {
    super();
    checkOptions('GELU', options, ['approximate']);
    const { approximate = 'none' } = options;
    if (approximate !== 'none' && approximate !== 'tanh') {
      throw new RangeError(`GELU: approximate is 'none' or 'tanh', got '${approximate}'`);
    }
    this.approximate = approximate;
  }

  forward(input: Tensor): Tensor {
    return input.gelu({ approximate: this.approximate });
  }
}

/** x σ(x), also called swish (Elfwing et al. 2017, "Sigmoid-weighted linear units"). */
export class SiLU extends Module {
  forward(input: Tensor): Tensor {
    return input.silu();
  }
}

/** x tanh(ln(1 + eˣ)) (Misra 2019, "Mish"). */
export class Mish extends Module {
  forward(input: Tensor): Tensor {
    return input.mish();
  }
}

/** ln(1 + e^(beta x)) / beta, without overflow and with all digits of small results. */
export class Softplus extends Module {
  /** How sharp the bend is. */
  readonly beta: number;
  /** Above `threshold / beta` it is x itself. */
  readonly threshold: number;

  constructor(options: SoftplusOptions = {}) {
    super();
    checkOptions('Softplus', options, ['beta', 'threshold']);
    const { beta = 1, threshold = 20 } = options;
    checkNumber(beta, 'Softplus: beta', Number.MIN_VALUE);
    checkNumber(threshold, 'Softplus: threshold');
    this.beta = beta;
    this.threshold = threshold;
  }

  forward(input: Tensor): Tensor {
    return input.softplus(this);
  }
}

/** 1 / (1 + e⁻ˣ) */
export class Sigmoid extends Module {
  forward(input: Tensor): Tensor {
    return input.sigmoid();
  }
}

/** ln σ(x) = -ln(1 + e⁻ˣ), without overflow. */
export class LogSigmoid extends Module {
  forward(input: Tensor): Tensor {
    return input.logSigmoid();
  }
}

/** tanh x */
export class Tanh extends Module {
  forward(input: Tensor): Tensor {
    return input.tanh();
  }
}

/** σ(x) in three straight pieces: x/6 + 1/2, within 0 and 1 (Howard et al. 2019, "MobileNetV3"). */
export class Hardsigmoid extends Module {
  forward(input: Tensor): Tensor {
    return input.hardsigmoid();
  }
}

/** x hardsigmoid(x) (Howard et al. 2019, "Searching for MobileNetV3", section 5.2). */
export class Hardswish extends Module {
  forward(input: Tensor): Tensor {
    return input.hardswish();
  }
}

/** eˣ / Σ eˣ along `axis`, by default the last. */
export class Softmax extends Module {
  /** Along which it sums to 1; negative counts from the end. */
  readonly axis: number;

  constructor(axis = -1) {
    super();
    this.axis = axis;
  }

  forward(input: Tensor): Tensor {
    return input.softmax(this.axis);
  }
}

/** The logarithm of softmax along `axis`, by default the last. */
export class LogSoftmax extends Module {
  /** Along which the shares sum to 1; negative counts from the end. */
  readonly axis: number;

  constructor(axis = -1) {
    super();
    this.axis = axis;
  }

  forward(input: Tensor): Tensor {
    return input.logSoftmax(this.axis);
  }
}
