import { Parameter } from '@plumbline/autograd';
import { scope, type Tensor, type TensorOptions } from '@plumbline/tensor';
import {
  type ELUOptions,
  elu,
  type GELUOptions,
  gelu,
  hardsigmoid,
  hardswish,
  type LeakyReLUOptions,
  leakyRelu,
  logSigmoid,
  mish,
  prelu,
  relu6,
  type SoftplusOptions,
  selu,
  silu,
  softplus,
} from './activation-functions.ts';
import { checkDtype } from './check-dtype.ts';
import { checkNumber } from './check-number.ts';
import { checkOptions } from './check-options.ts';
import { checkSize } from './check-size.ts';
import { constant } from './init/constant.ts';
import { Module } from './module.ts';

/*
 * Each is the function of its name (in activation-functions.ts, which has the formulas) as a
 * module: element by element, any shape, float dtype kept. Options are those of the function.
 */

/** max(x, 0), element by element; any shape, dtype kept. */
export class ReLU extends Module {
  forward(input: Tensor): Tensor {
    return input.relu();
  }
}

/** `relu6`: min(max(x, 0), 6). */
export class ReLU6 extends Module {
  forward(input: Tensor): Tensor {
    return relu6(input);
  }
}

/** `leakyRelu`: x, or negativeSlope · x below 0. */
export class LeakyReLU extends Module {
  readonly options: LeakyReLUOptions;

  constructor(options: LeakyReLUOptions = {}) {
    super();
    checkOptions('LeakyReLU', options, ['negativeSlope']);
    this.options = options;
  }

  forward(input: Tensor): Tensor {
    return leakyRelu(input, this.options);
  }
}

export interface PReLUOptions extends TensorOptions {
  /** The slope below 0 at first. Default 0.25. */
  readonly init?: number;
}

/**
 * `prelu`: x, or below 0 a trained multiple of it: `weight` [count], one slope for all (the default,
 * 1) or one a channel (axis 1).
 */
export class PReLU extends Module {
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

/** `elu`: x, or alpha (eˣ - 1) below 0. */
export class ELU extends Module {
  readonly options: ELUOptions;

  constructor(options: ELUOptions = {}) {
    super();
    checkOptions('ELU', options, ['alpha']);
    this.options = options;
  }

  forward(input: Tensor): Tensor {
    return elu(input, this.options);
  }
}

/** `selu`: an ELU that keeps mean 0 and variance 1. */
export class SELU extends Module {
  forward(input: Tensor): Tensor {
    return selu(input);
  }
}

/** `gelu`: x Φ(x), exact by default. */
export class GELU extends Module {
  readonly options: GELUOptions;

  constructor(options: GELUOptions = {}) {
    super();
    checkOptions('GELU', options, ['approximate']);
    this.options = options;
  }

  forward(input: Tensor): Tensor {
    return gelu(input, this.options);
  }
}

/** `silu`: x σ(x). */
export class SiLU extends Module {
  forward(input: Tensor): Tensor {
    return silu(input);
  }
}

/** `mish`: x tanh(softplus(x)). */
export class Mish extends Module {
  forward(input: Tensor): Tensor {
    return mish(input);
  }
}

/** `softplus`: ln(1 + e^(beta x)) / beta. */
export class Softplus extends Module {
  readonly options: SoftplusOptions;

  constructor(options: SoftplusOptions = {}) {
    super();
    checkOptions('Softplus', options, ['beta']);
    this.options = options;
  }

  forward(input: Tensor): Tensor {
    return softplus(input, this.options);
  }
}

/** 1 / (1 + e⁻ˣ) */
export class Sigmoid extends Module {
  forward(input: Tensor): Tensor {
    return input.sigmoid();
  }
}

/** `logSigmoid`: ln σ(x). */
export class LogSigmoid extends Module {
  forward(input: Tensor): Tensor {
    return logSigmoid(input);
  }
}

/** tanh x */
export class Tanh extends Module {
  forward(input: Tensor): Tensor {
    return input.tanh();
  }
}

/** `hardsigmoid`: σ(x) in three straight pieces. */
export class Hardsigmoid extends Module {
  forward(input: Tensor): Tensor {
    return hardsigmoid(input);
  }
}

/** `hardswish`: x hardsigmoid(x). */
export class Hardswish extends Module {
  forward(input: Tensor): Tensor {
    return hardswish(input);
  }
}

/** eˣ / Σ eˣ along `axis`, by default the last. */
export class Softmax extends Module {
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
  readonly axis: number;

  constructor(axis = -1) {
    super();
    this.axis = axis;
  }

  forward(input: Tensor): Tensor {
    return input.logSoftmax(this.axis);
  }
}
