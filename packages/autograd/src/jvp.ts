import { scope, type Tensor, zerosLike } from '@plumbline/tensor';
import { checkAlike, TapeRun, type TensorFunction } from './tape-run.ts';

/** What `jvp` returns. */
export interface Jvp<Output extends Tensor | readonly Tensor[]> {
  /** What the function returned. */
  readonly value: Output;
  /** How it changes along the tangents, of its shapes: the product Jv with the Jacobian. */
  readonly tangent: Output;
}

/**
 * Forward mode: the value of `f` at `primals` and its derivative along `tangents` (of the primals'
 * shapes and dtypes).
 *
 * There is no second rule table: a pullback u -> uᵀJ is linear in u, so the pullback of the pullback
 * takes v to Jv (Townsend 2017, "A new trick for calculating Jacobian vector products"). Exact for
 * every op that has a gradient, at the cost of the function and two passes over its graph, and,
 * unlike a rule table's, in the memory of reverse mode.
 */
export function jvp(
  f: (...primals: Tensor[]) => Tensor,
  primals: readonly Tensor[],
  tangents: readonly Tensor[],
): Jvp<Tensor>;
export function jvp(
  f: (...primals: Tensor[]) => readonly Tensor[],
  primals: readonly Tensor[],
  tangents: readonly Tensor[],
): Jvp<readonly Tensor[]>;
export function jvp(
  f: TensorFunction,
  primals: readonly Tensor[],
  tangents: readonly Tensor[],
): Jvp<Tensor> | Jvp<readonly Tensor[]> {
  return scope(() => {
    checkAlike('jvp', 'tangent', tangents, 'primal', primals);
    const run = new TapeRun('jvp', f, primals);
    const value = run.values(run.isNested);
    const createGraph = run.isAskedToRecord(tangents);
    const linear = linearize('jvp', run);
    const tangent = linear.pull(tangents, { createGraph });
    if (!createGraph) run.discard();
    return run.isSingle ? { value: value[0]!, tangent: tangent[0]! } : { value, tangent };
  });
}

/** A run's derivative, as the run of its pullback: it pulls tangents at the inputs to the outputs. */
export function linearize(name: string, run: TapeRun): TapeRun {
  // Where the pullback is taken does not matter, since it is linear.
  const zero = run.outputs.map(zerosLike);
  return new TapeRun(name, (...us) => run.pull(us, { createGraph: true }), zero);
}
