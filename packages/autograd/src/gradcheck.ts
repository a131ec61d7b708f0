import { formatShape, scope, type Tensor, tensor } from '@plumbline/tensor';
import { valueAndGrad } from './grad.ts';
import { noGrad } from './no-grad.ts';

/** Options of `gradcheck`. */
export interface GradcheckOptions {
  /** Step of the central difference. Default 1e-6. */
  readonly epsilon?: number;
  /** Largest |analytic - numeric| allowed, relative to max(1, |numeric|). Default 1e-6. */
  readonly tolerance?: number;
}

/**
 * Compares the gradients of `f` with central differences (f(x + ε) - f(x - ε)) / 2ε, element by
 * element, in float64, and throws with the worst one where they differ. An output of more than one
 * element is checked through a weighted sum, with weights that tell its elements apart.
 */
export function gradcheck(
  f: (...args: Tensor[]) => Tensor,
  args: readonly Tensor[],
  { epsilon = 1e-6, tolerance = 1e-6 }: GradcheckOptions = {},
): void {
  for (const arg of args) {
    if (arg.dtype !== 'float64')
      throw new TypeError(`gradcheck: needs float64 inputs, got ${arg.dtype}`);
  }
  const scalar = (...inputs: Tensor[]) => weightedSum(f(...inputs));
  const { grads } = valueAndGrad(scalar)(...args);
  for (const [position, arg] of args.entries()) {
    const analytic = grads[position]?.dataSync() ?? [];
    const values = arg.dataSync();
    for (let i = 0; i < values.length; i++) {
      const at = (x: number): number =>
        noGrad(() => {
          const moved = values.slice();
          moved[i] = x;
          const inputs = [...args];
          inputs[position] = tensor(moved, { dtype: 'float64', shape: arg.shape });
          return scalar(...inputs).item();
        });
      const center = values[i] ?? 0;
      const numeric = (at(center + epsilon) - at(center - epsilon)) / (2 * epsilon);
      const found = analytic[i] ?? Number.NaN;
      if (!(Math.abs(found - numeric) <= tolerance * Math.max(1, Math.abs(numeric)))) {
        throw new Error(
          `gradcheck: input ${position} of shape ${formatShape(arg.shape)}, element ${i}: ` +
            `the gradient is ${found}, differences say ${numeric}`,
        );
      }
    }
  }
}

function weightedSum(output: Tensor): Tensor {
  const weights = new Float64Array(output.size).map((_, i) => Math.cos(1.7 * i + 0.3) + 0.2);
  return scope(() => output.mul(tensor(weights, { shape: output.shape })).sum());
}
