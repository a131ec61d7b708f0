import { vjp } from '@plumbline/autograd';
import { scope, type Tensor, tensor, zerosLike } from '@plumbline/tensor';

/** A matrix that one only multiplies by. */
export interface LinearMap {
  /** Columns. */
  readonly inputs: number;
  /** Rows. */
  readonly outputs: number;
  readonly apply: (v: Float64Array) => Float64Array;
  readonly applyTransposed: (u: Float64Array) => Float64Array;
}

/**
 * The Jacobian of `f` at `x`. `f` runs once: a product with the transpose is one pass back over its
 * graph, and a product with the Jacobian one over the graph of that pass (the pullback u -> Jᵀu is
 * linear, and its own pullback is v -> Jv). Both graphs live until the scope around ends.
 */
export function jacobianMap(f: (x: Tensor) => Tensor, x: Tensor): LinearMap {
  const { value, pullback } = vjp(f, x);
  const pushforward = vjp((u) => pullback(u, { createGraph: true })[0]!, zerosLike(value)).pullback;
  const through =
    (pull: (cotangent: Tensor, options: { retainGraph: true }) => Tensor[], like: Tensor) =>
    (v: Float64Array) =>
      scope(() => {
        const { dtype, shape } = like;
        const [product] = pull(tensor(v, { dtype, shape }), { retainGraph: true });
        return Float64Array.from(product!.dataSync());
      });
  return {
    inputs: x.size,
    outputs: value.size,
    apply: through(pushforward, x),
    applyTransposed: through(pullback, value),
  };
}
