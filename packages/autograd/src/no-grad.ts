import { scope, type Tensor } from '@plumbline/tensor';
import { withRecording } from './tape.ts';

/**
 * Runs `body` without recording gradients, in a scope: what it makes is released at its end, except
 * what it returns or keeps.
 */
export function noGrad<Result>(body: () => Result): Result {
  return withRecording(false, () => scope(body, 'noGrad'));
}

/** The same elements, cut off from what they were computed from. Shares memory. */
export function detach(tensor: Tensor): Tensor {
  return withRecording(false, () => tensor.alias());
}
