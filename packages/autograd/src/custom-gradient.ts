import { formatShape, isFloat, sameShape, type Tensor } from '@plumbline/tensor';
import { noGrad } from './no-grad.ts';
import type { JointRule } from './rules/rule.ts';
import { inputEntry, isRecording, Step } from './tape.ts';

/** Options of `customGradient`. */
export interface CustomGradientOptions {
  /**
   * The gradients at the inputs, one each, of their shapes (null: none flows), from the gradient at
   * the output. What it needs beside inputs and output it computes again. It is differentiated
   * itself where gradients of gradients are taken, so it is made of differentiable ops; for `jvp`
   * it must also be linear in the gradient.
   */
  readonly backward: (
    gradient: Tensor,
    step: { readonly inputs: readonly Tensor[]; readonly output: Tensor },
  ) => readonly (Tensor | null)[];
}

/**
 * `fn` with a gradient of the caller's own, as PyTorch's autograd.Function and JAX's custom_vjp.
 * `fn` runs without recording, so gradients flow to its arguments alone; it returns a float tensor.
 */
export function customGradient(
  fn: (...inputs: Tensor[]) => Tensor,
  { backward }: CustomGradientOptions,
): (...inputs: Tensor[]) => Tensor {
  return (...inputs) => {
    // An alias: `fn` may return an input, or a tensor that others have.
    const output = noGrad(() => fn(...inputs).alias());
    if (!isRecording() || !inputs.some((input) => inputEntry(input) !== null)) return output;
    if (!isFloat(output.dtype)) {
      throw new TypeError(`customGradient: the function must return floats, got ${output.dtype}`);
    }
    const rule: JointRule<object> = {
      joint(gradient, step) {
        const parts = backward(gradient, { inputs, output: step.output });
        checkParts(parts, inputs);
        return parts;
      },
    };
    output.trace = new Step('customGradient', rule, inputs, {}, output);
    return output;
  };
}

function checkParts(parts: readonly (Tensor | null)[], inputs: readonly Tensor[]): void {
  if (parts.length !== inputs.length) {
    throw new RangeError(
      `customGradient: backward gave ${parts.length} gradients for ${inputs.length} inputs`,
    );
  }
  for (const [i, { shape }] of inputs.entries()) {
    const part = parts[i];
    if (part == null || sameShape(part.shape, shape)) continue;
    const [a, b] = [part.shape, shape].map(formatShape);
    throw new RangeError(`customGradient: backward gave ${a} for input ${i} of shape ${b}`);
  }
}
