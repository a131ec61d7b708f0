import { type ArrayView, contiguousStrides, elementCount } from '../../array-view.ts';

/** Sizes of one matrix product `[m, k] x [k, n]`, and the strides in bytes; c's columns are adjacent. */
export interface Product {
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly aRow: number;
  readonly aColumn: number;
  readonly bRow: number;
  readonly bColumn: number;
  readonly cRow: number;
}

/** Byte addresses of the matrices of one product of a batch. */
interface Batch {
  readonly a: number;
  readonly b: number;
  readonly c: number;
}

/**
 * The products that a batched matmul is made of. Where all share one b, and the rows of a follow
 * each other at the same distance across the batch, they are one product with more rows.
 */
export function collapseBatches(
  a: ArrayView,
  b: ArrayView,
  output: ArrayView,
): { product: Product; batches: readonly Batch[] } {
  const rank = output.shape.length;
  const matrix = {
    m: output.shape[rank - 2]!,
    n: output.shape[rank - 1]!,
    k: a.shape[rank - 1]!,
    aRow: a.strides[rank - 2]! * 4,
    aColumn: a.strides[rank - 1]! * 4,
    bRow: b.strides[rank - 2]! * 4,
    bColumn: b.strides[rank - 1]! * 4,
    cRow: output.strides[rank - 2]! * 4,
  };
  const first = { a: a.offset * 4, b: b.offset * 4, c: output.offset * 4 };
  if (rank === 2) return { product: matrix, batches: [first] };

  const sizes = output.shape.slice(0, -2);
  const count = elementCount(sizes);
  const batchStrides = contiguousStrides(sizes);
  const sharesB = sizes.every((size, axis) => size === 1 || b.strides[axis] === 0);
  const continues = (view: ArrayView, row: number): boolean =>
    sizes.every(
      (size, axis) =>
        size === 1 || view.strides[axis]! * 4 === batchStrides[axis]! * matrix.m * row,
    );
  const rowsContinue = continues(a, matrix.aRow) && continues(output, matrix.cRow);
  if (sharesB && rowsContinue) {
    return { product: { ...matrix, m: matrix.m * count }, batches: [first] };
  }

  const batches: Batch[] = [];
  for (let batch = 0; batch < count; batch++) {
    let [aAddress, bAddress, cAddress] = [first.a, first.b, first.c];
    for (const [axis, size] of sizes.entries()) {
      const index = Math.floor(batch / batchStrides[axis]!) % size;
      aAddress += index * a.strides[axis]! * 4;
      bAddress += index * b.strides[axis]! * 4;
      cAddress += index * output.strides[axis]! * 4;
    }
    batches.push({ a: aAddress, b: bAddress, c: cAddress });
  }
  return { product: matrix, batches };
}
