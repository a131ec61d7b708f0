import { checkOptions, scope, type Tensor } from '@plumbline/tensor';
import { checkNumber } from '../check-number.ts';
import { checkSameShape } from './check-same-shape.ts';
import { type LossOptions, reduce } from './reduction.ts';

/**
 * The mean absolute error |prediction - target|. A scalar, or the inputs' shape with reduction
 * 'none'. RangeError unless the shapes are equal.
 */
export function l1(prediction: Tensor, target: Tensor, options: LossOptions = {}): Tensor {
  checkOptions('l1', options, ['reduction']);
  checkSameShape('l1', prediction, target);
  return scope(() => reduce(prediction.sub(target).abs(), options.reduction));
}

/** Options of `huber`. */
export interface HuberOptions extends LossOptions {
  /** From which error on the loss is straight. Default 1. */
  readonly delta?: number;
}

/**
 * With d = |prediction - target|: d² / 2 up to `delta`, then delta (d - delta / 2) (Huber 1964,
 * "Robust estimation of a location parameter"). A scalar, or the inputs' shape with reduction
 * 'none'. RangeError unless the shapes are equal.
 */
export function huber(prediction: Tensor, target: Tensor, options: HuberOptions = {}): Tensor {
  checkOptions('huber', options, ['reduction', 'delta']);
  const { delta = 1, reduction } = options;
  checkNumber(delta, 'huber: delta', Number.MIN_VALUE);
  checkSameShape('huber', prediction, target);
  return scope(() => {
    const distance = prediction.sub(target).abs();
    return reduce(bent(distance, delta), reduction);
  });
}

/** Options of `smoothL1`. */
export interface SmoothL1Options extends LossOptions {
  /** From which error on the loss is straight. Default 1; 0 is `l1`. */
  readonly beta?: number;
}

/**
 * `huber` divided by its delta, here `beta`: d² / (2 beta) below, d - beta / 2 from there on
 * (Girshick 2015, "Fast R-CNN"). A scalar, or the inputs' shape with reduction 'none'. RangeError
 * unless the shapes are equal.
 */
export function smoothL1(
  prediction: Tensor,
  target: Tensor,
  options: SmoothL1Options = {},
): Tensor {
  checkOptions('smoothL1', options, ['reduction', 'beta']);
  const { beta = 1, reduction } = options;
  checkNumber(beta, 'smoothL1: beta', 0);
  checkSameShape('smoothL1', prediction, target);
  return scope(() => {
    const distance = prediction.sub(target).abs();
    if (beta === 0) return reduce(distance, reduction);
    return reduce(bent(distance, beta).div(beta), reduction);
  });
}

/**
 * d² / 2 up to `bend`, then bend (d - bend / 2): b (d - b / 2) with b = min(d, bend), which nowhere
 * squares a d beyond, so that even an infinite error has a finite gradient.
 */
function bent(d: Tensor, bend: number): Tensor {
  const b = d.minimum(bend);
  return b.mul(d.sub(b.mul(0.5)));
}
