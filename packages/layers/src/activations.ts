import { scope, type Tensor } from '@plumbline/tensor';
import { Module } from './module.ts';

/** max(x, 0), element by element; any shape, dtype kept. */
export class ReLU extends Module {
  forward(input: Tensor): Tensor {
    return input.relu();
  }
}

/** tanh x, element by element; any shape, float dtype kept. */
export class Tanh extends Module {
  forward(input: Tensor): Tensor {
    return input.tanh();
  }
}

/**
 * x Φ(x), element by element, Φ being the standard normal distribution function, which makes it
 * x/2 (1 + erf(x/√2)). The exact form, PyTorch's default (Hendrycks and Gimpel 2016, "Gaussian
 * error linear units").
 */
export class GELU extends Module {
  forward(input: Tensor): Tensor {
    return scope(() => input.mul(0.5).mul(input.mul(Math.SQRT1_2).erf().add(1)));
  }
}
