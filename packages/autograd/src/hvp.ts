import { scope, type Tensor } from '@plumbline/tensor';
import { grad } from './grad.ts';
import { checkAlike, TapeRun } from './tape-run.ts';

/**
 * The function (x, v) -> Hv, where H is the Hessian of `f` at x: the gradient of the gradient's
 * product with v (Pearlmutter 1994, "Fast exact multiplication by the Hessian"), at about twice a
 * gradient's cost, without the matrix. `f` returns one element. With a list for x, `f` takes its
 * tensors as arguments, and v and the result are lists.
 */
export function hvp(f: (...args: Tensor[]) => Tensor): HessianProduct {
  function product(x: Tensor, v: Tensor): Tensor;
  function product(x: readonly Tensor[], v: readonly Tensor[]): Tensor[];
  function product(x: Tensor | readonly Tensor[], v: Tensor | readonly Tensor[]) {
    const [at, along] = [[x].flat(), [v].flat()];
    checkAlike('hvp', 'vector', along, 'argument', at);
    const gradient = grad(f, { argnums: [...at.keys()] });
    const products = scope(() => new TapeRun('hvp', gradient, at).pull(along));
    return 'isPlumblineTensor' in x ? products[0]! : products;
  }
  return product;
}

/** What `hvp` returns: (x, v) -> Hv, of x's shapes and dtypes, for a tensor or a list. */
export interface HessianProduct {
  (x: Tensor, v: Tensor): Tensor;
  (x: readonly Tensor[], v: readonly Tensor[]): Tensor[];
}
