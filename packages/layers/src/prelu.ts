import { formatShape, scope, type Tensor } from '@plumbline/tensor';
import { acrossChannels } from './across-channels.ts';

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
    const slope = acrossChannels(weight, x);
    // Not x · slope: where that isn't taken an infinite x would make the slope's gradient 0 · ∞.
    const isPositive = x.gt(0);
    return x.where(isPositive, x.where(isPositive.logicalNot(), 0).mul(slope));
  });
}
