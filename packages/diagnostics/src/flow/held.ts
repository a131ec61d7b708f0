import { engine, Tensor } from '@plumbline/tensor';

/**
 * The same elements, held for the watch alone: no tape has this tensor, and no scope, so that it
 * stays until it is released.
 */
export function held(tensor: Tensor): Tensor {
  engine().retain(tensor.buffer);
  return new Tensor(tensor, 'watch');
}
