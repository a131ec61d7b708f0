import { formatShape, type Tensor } from '@plumbline/tensor';

/** RangeError for an input without elements; `name` is who measures. */
export function checkBatch(name: string, input: Tensor): void {
  if (input.size > 0) return;
  throw new RangeError(
    `${name}: the batch is empty, its input has shape ${formatShape(input.shape)}`,
  );
}
