import type { Parameter } from '@plumbline/autograd';
import { checkOptions, dispatch, formatShape, none, ops, type Tensor } from '@plumbline/tensor';
import { checkDtype } from './check-dtype.ts';
import { checkSize } from './check-size.ts';
import { Module } from './module.ts';
import { type WeightOptions, weightAndBias } from './weight-and-bias.ts';

/**
 * x Wᵀ + b: [..., in] -> [..., out], with `weight` [out, in] and `bias` [out]. Both start uniform
 * in ±1/√in, as in PyTorch (LeCun et al. 1998, "Efficient BackProp", gives the scale). float32 by
 * default.
 */
export class Linear extends Module {
  /** [out, in]. */
  readonly weight: Parameter;
  /** null with `bias: false`. */
  readonly bias: Parameter | null;

  /** RangeError unless both sizes are whole and positive. */
  constructor(inFeatures: number, outFeatures: number, options: WeightOptions = {}) {
    super();
    checkSize(inFeatures, 'Linear: the number of input features');
    checkSize(outFeatures, 'Linear: the number of output features');
    checkOptions('Linear', options, ['bias', 'initializer', 'dtype', 'generator']);
    const shape = [outFeatures, inFeatures];
    ({ weight: this.weight, bias: this.bias } = weightAndBias(shape, outFeatures, options));
  }

  protected override describe(): string {
    const { inFeatures, outFeatures, bias } = this;
    return `${inFeatures}, ${outFeatures}${bias === null ? ', bias: false' : ''}`;
  }

  /** The size of the input's last axis. */
  get inFeatures(): number {
    return this.weight.shape[1] ?? 0;
  }

  /** The size of the output's last axis. */
  get outFeatures(): number {
    return this.weight.shape[0] ?? 0;
  }

  /** RangeError for another size, TypeError for another dtype than the weight's. */
  forward(input: Tensor): Tensor {
    const { inFeatures, outFeatures, weight, bias } = this;
    if (input.shape.at(-1) !== inFeatures) {
      throw new RangeError(
        `Linear(${inFeatures}, ${outFeatures}): an input of shape ${formatShape(input.shape)}; ` +
          `its last axis must have size ${inFeatures}`,
      );
    }
    checkDtype(input, weight, `Linear(${inFeatures}, ${outFeatures})`);
    return linear(input, weight, bias);
  }
}

/** x Wᵀ + b, without b where it is null: [..., in] -> [..., out]. */
export function linear(x: Tensor, weight: Tensor, bias: Tensor | null): Tensor {
  return dispatch(ops.linear, bias === null ? [x, weight] : [x, weight, bias], none);
}
