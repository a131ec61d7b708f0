import { formatShape, sameShape, type Tensor } from '@plumbline/tensor';

/**
 * RangeError unless both have one shape: broadcasting [N, 1] against [N] would compare all pairs, in
 * silence.
 */
export function checkSameShape(loss: string, prediction: Tensor, target: Tensor): void {
  if (sameShape(prediction.shape, target.shape)) return;
  const [a, b] = [formatShape(prediction.shape), formatShape(target.shape)];
  throw new RangeError(
    `${loss}: a prediction of ${a} for a target of ${b}; the shapes must be equal`,
  );
}
