import { at, type Index, nonzero } from '../at.ts';
import { dispatch } from '../dispatch.ts';
import { ops } from '../ops/index.ts';
import { scope } from '../scope.ts';
import { broadcastShapes, normalizeAxis } from '../shape.ts';
import type { Tensor } from '../tensor.ts';
import { ShapeMethods } from './shape.ts';

/** Picking elements by indices (int32) and masks (bool). */
export abstract class IndexingMethods extends ShapeMethods {
  /**
   * NumPy's and PyTorch's `x[...]`: one index an axis. A number takes one element and drops the
   * axis; a range (as in `slice`) or null (all) keeps it; an int32 tensor takes the elements it
   * names, negative ones from the end; a bool tensor takes those where it is true and stands for as
   * many axes as it has. Several tensors broadcast to one pick. A mask is read synchronously, as by
   * `item()`, since the shape depends on it.
   */
  at(this: Tensor, ...indices: Index[]): Tensor {
    return scope(() => at(this, indices));
  }
  /** The elements where `mask` (bool) holds, as a vector; both broadcast. Reads `mask`. */
  maskedSelect(this: Tensor, mask: Tensor): Tensor {
    const shape = broadcastShapes([this.shape, mask.shape], 'maskedSelect');
    return scope(() => {
      const picked = mask.to('bool').expand(shape).flatten();
      return this.expand(shape).flatten().at(picked);
    });
  }
  /** int32 [count, rank]: where the elements other than 0 are. Reads synchronously. */
  nonzero(this: Tensor): Tensor {
    return nonzero(this);
  }
  /** The elements that `index` names along `axis`, or (by default) in row-major order of them all. */
  take(this: Tensor, index: Tensor, axis?: number): Tensor {
    return scope(() => {
      if (axis === undefined) return at(this.flatten(), [index], 'take');
      const before = new Array<null>(normalizeAxis(axis, this.rank, 'take')).fill(null);
      return at(this, [...before, index], 'take');
    });
  }
  /** The slices of `axis` that a vector `index` names; none of them negative. */
  indexSelect(this: Tensor, axis: number, index: Tensor): Tensor {
    return scope(() => this.gather(axis, alongAxis(this, axis, index, 'indexSelect')));
  }
  /** A copy in which slice i of `source` along `axis` is added to slice `index[i]`. */
  indexAdd(this: Tensor, axis: number, index: Tensor, source: Tensor): Tensor {
    return scope(() => {
      return this.scatterAdd(axis, alongAxis(this, axis, index, 'indexAdd'), source);
    });
  }
  /** `output[i][j] = this[index[i][j]][j]` for axis 0; `index` is int32. */
  gather(this: Tensor, axis: number, index: Tensor): Tensor {
    return dispatch(ops.gather, [this, index], { axis: normalizeAxis(axis, this.rank, 'gather') });
  }
  /** A copy in which `source` is added at `index` along `axis`; the inverse of `gather`. */
  scatterAdd(this: Tensor, axis: number, index: Tensor, source: Tensor): Tensor {
    const attributes = { axis: normalizeAxis(axis, this.rank, 'scatterAdd') };
    return dispatch(ops.scatterAdd, [this, index, source], attributes);
  }
}

/** A vector of indices repeated beside `axis`, as `gather` and `scatterAdd` want them. */
function alongAxis(x: Tensor, axis: number, index: Tensor, op: string): Tensor {
  if (index.rank !== 1) {
    throw new RangeError(`${op}: the index is a vector, not one of ${index.rank} axes`);
  }
  const normal = normalizeAxis(axis, x.rank, op);
  return index
    .reshape(x.shape.map((_, i) => (i === normal ? index.size : 1)))
    .expand(x.shape.with(normal, index.size));
}
