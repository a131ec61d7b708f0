import { checkOptions } from '../check-options.ts';
import { dispatch } from '../dispatch.ts';
import { ops } from '../ops/index.ts';
import { scope } from '../scope.ts';
import { formatShape, normalizeAxis } from '../shape.ts';
import type { Tensor } from '../tensor.ts';
import { IndexingMethods } from './indexing.ts';

/** Options of `sort` and `argsort`. */
export interface SortOptions {
  /** The largest first. Default false. */
  readonly descending?: boolean;
}

/** Options of `topk`. */
export interface TopkOptions {
  /** The largest elements; false: the smallest. Default true. */
  readonly largest?: boolean;
}

/** Elements with the int32 indices at which they stood. */
export interface Sorted {
  /** The elements in order, of the tensor's dtype. */
  readonly values: Tensor;
  /** int32, of the same shape: where along the axis each of them stood. */
  readonly indices: Tensor;
}

/** What depends on the order of the elements along an axis. NaN is larger than every number. */
export abstract class OrderMethods extends IndexingMethods {
  /** int32: the indices that sort along `axis`; equal elements keep their order. */
  argsort(this: Tensor, axis = -1, options: SortOptions = {}): Tensor {
    return argsort(this, axis, options, 'argsort');
  }
  /** The elements in order along `axis`, equal ones as they were. */
  sort(this: Tensor, axis = -1, options: SortOptions = {}): Sorted {
    return scope(() => {
      const indices = argsort(this, axis, options, 'sort');
      return { values: this.gather(axis, indices), indices };
    });
  }
  /** The `k` largest elements along `axis`, the largest first; the first ones of equals. */
  topk(this: Tensor, k: number, axis = -1, options: TopkOptions = {}): Sorted {
    checkOptions('topk', options, ['largest']);
    const { largest = true } = options;
    const size = this.shape[normalizeAxis(axis, this.rank, 'topk')]!;
    if (!Number.isInteger(k) || k < 0 || k > size) {
      throw new RangeError(`topk: axis ${axis} of ${formatShape(this.shape)} has no ${k} elements`);
    }
    return scope(() => {
      const indices = this.argsort(axis, { descending: largest }).narrow(axis, 0, k).clone();
      return { values: this.gather(axis, indices), indices };
    });
  }
  /** Every element the sum of those up to it along `axis`; bool is counted as int32. */
  cumsum(this: Tensor, axis: number): Tensor {
    return cumulative(this, axis, 'cumsum', (x, attributes) =>
      dispatch(ops.linearScan, [1, x], attributes),
    );
  }
  /** Every element the product of those up to it along `axis`. */
  cumprod(this: Tensor, axis: number): Tensor {
    return cumulative(this, axis, 'cumprod', (x, attributes) => {
      const first = x.narrow(attributes.axis, 0, Math.min(1, x.shape[attributes.axis]!));
      const zeros = x.shape.map(() => 0);
      const [starts, steps] = [zeros, zeros.map(() => 1)];
      const rest = dispatch(ops.sliceScatter, [first], { starts, steps, shape: x.shape });
      return dispatch(ops.linearScan, [x, rest], attributes);
    });
  }
}

function argsort(x: Tensor, axis: number, options: SortOptions, op: string): Tensor {
  const normal = normalizeAxis(axis, x.rank, op);
  checkOptions(op, options, ['descending']);
  const order = options.descending === true ? 'descending' : 'ascending';
  return dispatch(ops.argsort, [x], { axis: normal, order });
}

function cumulative(
  x: Tensor,
  axis: number,
  op: string,
  scan: (x: Tensor, attributes: { axis: number }) => Tensor,
): Tensor {
  const attributes = { axis: normalizeAxis(axis, x.rank, op) };
  return scope(() => scan(x.dtype === 'bool' ? x.to('int32') : x, attributes));
}
