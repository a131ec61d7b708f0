import { formatShape, isFloat, type Tensor } from '@plumbline/tensor';
import { entryOf, type GradientHook, Leaf, startRecording } from './tape.ts';

/** Records what is computed from `tensor` from now on, as for a parameter. Returns it. */
export function track<Tracked extends Tensor>(tensor: Tracked): Tracked {
  if (!isFloat(tensor.dtype)) {
    throw new TypeError(`track: only float tensors have gradients, got ${tensor.dtype}`);
  }
  startRecording();
  tensor.trace ??= new Leaf(tensor);
  return tensor;
}

/** Whether a gradient would reach the tensor. */
export function isTracked(tensor: Tensor): boolean {
  return entryOf(tensor) !== null;
}

/**
 * Calls `hook` with the gradient at `tensor` in every backward pass that reaches it, once the
 * gradient is complete. A tensor that the hook returns takes its place. The gradient is released
 * when the hook and the pass are through with it, unless it is kept. Returns how to remove the hook.
 */
export function onGradient(tensor: Tensor, hook: GradientHook): () => void {
  const entry = entryOf(tensor);
  if (entry === null) {
    throw new Error(
      `onGradient: no gradient reaches a tensor of shape ${formatShape(tensor.shape)} made by ` +
        `${tensor.origin}; track(tensor) before it is used`,
    );
  }
  entry.hooks ??= new Set();
  const { hooks } = entry;
  hooks.add(hook);
  return () => void hooks.delete(hook);
}
