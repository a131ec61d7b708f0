import type { Tensor } from '@plumbline/tensor';
import { type PullOptions, TapeRun, type TensorFunction } from './tape-run.ts';

/** What `vjp` returns. */
export interface Vjp<Output extends Tensor | readonly Tensor[]> {
  /** What the function returned. */
  readonly value: Output;
  /**
   * Gradients at the primals, one each, from gradients at the value, of its shapes and dtypes: the
   * product vᵀJ with the Jacobian. Uses up what the function saved unless told `retainGraph`.
   */
  readonly pullback: (cotangent: Output, options?: PullOptions) => Tensor[];
}

/**
 * Runs `f` and returns its value (a tensor or a list) and its pullback, for reverse mode by hand.
 * TypeError for primals that are not float.
 */
export function vjp(f: (...primals: Tensor[]) => Tensor, ...primals: Tensor[]): Vjp<Tensor>;
export function vjp(
  f: (...primals: Tensor[]) => readonly Tensor[],
  ...primals: Tensor[]
): Vjp<readonly Tensor[]>;
export function vjp(f: TensorFunction, ...primals: Tensor[]): Vjp<Tensor> | Vjp<readonly Tensor[]> {
  const run = new TapeRun('vjp', f, primals);
  const values = run.values(run.isNested);
  const [first] = values;
  if (run.isSingle && first !== undefined) {
    return {
      value: first,
      pullback: (cotangent: Tensor, options?: PullOptions) => run.pull([cotangent], options),
    };
  }
  return {
    value: values,
    pullback: (cotangents: readonly Tensor[], options?: PullOptions) =>
      run.pull(cotangents, options),
  };
}
