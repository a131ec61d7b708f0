import { Parameter } from '@plumbline/autograd';
import {
  checkOptions,
  formatShape,
  full,
  scope,
  type Tensor,
  type TensorOptions,
} from '@plumbline/tensor';
import { checkFactor } from '../check-factor.ts';
import { checkSize } from '../check-size.ts';
import { Module } from '../module.ts';

/** Options of `LayerScale`. */
export interface LayerScaleOptions extends TensorOptions {
  /** What all of `gamma` starts as. Default 1e-5; the paper has 0.1 up to 18 blocks deep. */
  readonly init?: number;
  /** The axis of the channels. Default -1; 1 for images [N, C, H, W]. */
  readonly axis?: number;
}

/**
 * Each channel times a trained number of its own, `gamma` [channels], for the end of a branch:
 * `new Residual(branch, { scale: new LayerScale(384) })` (Touvron et al. 2021, "Going deeper with
 * image transformers", section 2). float32 by default.
 */
export class LayerScale extends Module {
  /** [channels]. */
  readonly gamma: Parameter;
  /** The axis of the channels; negative counts from the end. */
  readonly axis: number;

  constructor(channels: number, options: LayerScaleOptions = {}) {
    super();
    checkOptions('LayerScale', options, ['init', 'axis', 'dtype']);
    const { init = 1e-5, axis = -1, ...dtype } = options;
    checkSize(channels, 'LayerScale: the number of channels');
    checkFactor(init, 'LayerScale: init');
    this.gamma = scope(() => new Parameter(full([channels], init, dtype)));
    this.axis = axis;
  }

  /** RangeError where the size of `axis` is another. */
  forward(input: Tensor): Tensor {
    const { gamma, axis } = this;
    const after = axis < 0 ? -axis - 1 : input.rank - axis - 1;
    if (input.shape.at(axis) !== gamma.size) {
      throw new RangeError(
        `LayerScale(${gamma.size}): an input of shape ${formatShape(input.shape)}; ` +
          `its axis ${axis} must have size ${gamma.size}`,
      );
    }
    if (after === 0) return input.mul(gamma);
    return scope(() => input.mul(gamma.reshape([-1, ...new Array<number>(after).fill(1)])));
  }
}
