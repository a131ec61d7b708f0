import { rand, type Shape, scope, type Tensor } from '@plumbline/tensor';
import { checkNumber } from './check-number.ts';
import { Module } from './module.ts';

/**
 * `input` with parts set to 0 with probability `p`, the rest times 1 / (1 - p), which keeps the
 * mean. `parts` is a shape that broadcasts to the input's: what it repeats falls or stays together.
 * Draws from the generator that `manualSeed` seeds.
 */
export function dropParts(input: Tensor, p: number, parts: Shape): Tensor {
  if (p === 0) return input;
  return scope(() => input.mul(p === 1 ? 0 : 1 / (1 - p)).where(rand(parts).ge(p), 0));
}

/** Drops parts of its input in training, and returns it in `eval`. */
export abstract class DropsParts extends Module {
  /** The probability with which a part falls. */
  readonly p: number;

  /** RangeError unless `p` is from 0 to 1. */
  constructor(layer: string, p: number) {
    super();
    checkNumber(p, `${layer}: p`, 0, 1);
    this.p = p;
  }

  /** The shape of what falls or stays as one, which broadcasts to `shape`. */
  protected abstract partsOf(shape: Shape): Shape;

  forward(input: Tensor): Tensor {
    const { p, training } = this;
    return training && p > 0 ? dropParts(input, p, this.partsOf(input.shape)) : input;
  }
}

/**
 * Sets each element to 0 with probability `p` (default 0.5) and the others to x / (1 - p) in
 * training; returns its input in `eval`. Any shape, float dtype kept. Random numbers come from the
 * generator that `manualSeed` seeds. Srivastava et al. 2014, "Dropout".
 */
export class Dropout extends DropsParts {
  constructor(p = 0.5) {
    super('Dropout', p);
  }

  /** Each element is a part. */
  protected partsOf(shape: Shape): Shape {
    return shape;
  }
}

/**
 * `Dropout` of whole channels: [N, C, ...], each channel of each sample falls with probability `p`
 * (default 0.5). Tompson et al. 2014, "Efficient object localization".
 */
export class Dropout2d extends DropsParts {
  constructor(p = 0.5) {
    super('Dropout2d', p);
  }

  /** Each channel of each sample is a part. */
  protected partsOf(shape: Shape): Shape {
    return shape.map((size, axis) => (axis < 2 ? size : 1));
  }
}
