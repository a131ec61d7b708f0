import {
  BatchNorm1d,
  Conv1d,
  Hardsigmoid,
  Hardswish,
  LayerNorm,
  Linear,
  type Module,
  MultiheadAttention,
  ReLU,
  ReLU6,
  RMSNorm,
  Sigmoid,
  Tanh,
} from '@plumbline/layers';
import { ones, type Tensor, where } from '@plumbline/tensor';

/** Whether an activation is 0, with slope 0, on a half line. */
export function rectifies(module: Module): boolean {
  return [ReLU, ReLU6, Hardswish].some((kind) => module instanceof kind);
}

/** How many elements of an activation's output are in its flat ends. */
export type Squashing = (y: Tensor) => Tensor;

/** For an activation that is flat at both ends; null for other layers. */
export function squashes(module: Module): Squashing | null {
  if (module instanceof Tanh) return tanhSaturates;
  if (module instanceof Sigmoid) return sigmoidSaturates;
  return module instanceof Hardsigmoid ? hardsigmoidSaturates : null;
}

/** The share of the largest slope below which an element counts as saturated. */
const leastSlope = 0.05;

/** The slope is 1 - y², and the largest 1. */
const tanhSaturates: Squashing = (y) => count(y.abs().gt(Math.sqrt(1 - leastSlope)), y);

/** The slope is y (1 - y) = (1 - (2y - 1)²) / 4, and the largest 1/4. */
const sigmoidSaturates: Squashing = (y) =>
  count(
    y
      .mul(2)
      .sub(1)
      .abs()
      .gt(Math.sqrt(1 - leastSlope)),
    y,
  );

/** The slope is 1/6 between 0 and 1, and 0 there. */
const hardsigmoidSaturates: Squashing = (y) => count(y.mul(2).sub(1).abs().ge(1), y);

/** How many there are, in the dtype of `like`. */
function count(condition: Tensor, like: Tensor): Tensor {
  return where(condition, ones([], { dtype: like.dtype }), 0).sum();
}

const featuresLast = [Linear, LayerNorm, RMSNorm, MultiheadAttention];
const channelsSecond = [Conv1d, BatchNorm1d];

/**
 * Which axis of an activation's output numbers its units. It is 1 in images, the last in vectors; in
 * [N, L, E] and [N, C, L] what ran before it tells.
 */
export class UnitAxis {
  #isLast = true;

  /** A layer has run. */
  passBy(module: Module): void {
    if (featuresLast.some((kind) => module instanceof kind)) this.#isLast = true;
    if (channelsSecond.some((kind) => module instanceof kind)) this.#isLast = false;
  }

  /** Of an output of `rank` axes; null for one without axes. */
  of(rank: number): 0 | 1 | 2 | null {
    if (rank < 2) return rank === 0 ? null : 0;
    return rank === 3 && this.#isLast ? 2 : 1;
  }
}
