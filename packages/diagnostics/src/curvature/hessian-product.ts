import { grad, type Parameter, vjp } from '@plumbline/autograd';
import { scope, type Tensor, tensor } from '@plumbline/tensor';

/** A symmetric matrix that one only multiplies by. */
export interface SymmetricMap {
  readonly size: number;
  readonly apply: (v: Float64Array) => Float64Array;
}

/**
 * The Hessian of `loss` in `parameters`, laid end to end. The gradient runs once, and a product Hv
 * is one pass back through it: (∂g/∂w)ᵀ v, and H is symmetric (Pearlmutter 1994, "Fast exact
 * multiplication by the Hessian"). Its graph lives until the scope around ends.
 */
export function hessianMap(
  loss: (...values: Tensor[]) => Tensor,
  parameters: readonly Parameter[],
): SymmetricMap {
  const gradient = grad(loss, { argnums: [...parameters.keys()] });
  const { pullback } = vjp(
    (...values: Tensor[]): readonly Tensor[] => gradient(...values),
    ...parameters,
  );
  const size = parameters.reduce((sum, parameter) => sum + parameter.size, 0);
  const apply = (v: Float64Array) =>
    scope(() => {
      const products = pullback(split(v, parameters), { retainGraph: true });
      return joined(products, size);
    });
  return { size, apply };
}

/** Pieces of `v`, each of the shape and dtype of a parameter. */
function split(v: Float64Array, parameters: readonly Parameter[]): Tensor[] {
  let start = 0;
  return parameters.map(({ size, shape, dtype }) => {
    const piece = v.subarray(start, start + size);
    start += size;
    return tensor(piece, { shape, dtype });
  });
}

function joined(pieces: readonly Tensor[], size: number): Float64Array {
  const v = new Float64Array(size);
  let start = 0;
  for (const piece of pieces) {
    v.set(piece.dataSync(), start);
    start += piece.size;
  }
  return v;
}
