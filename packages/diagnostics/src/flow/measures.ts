import { ones, type Tensor, where } from '@plumbline/tensor';

/** Σ over all axes but the first. */
type Total = (x: Tensor) => Tensor;

/**
 * Sums over the elements of a tensor, or of several that belong together element by element. They
 * come as stacks, [count, ...shape] each.
 */
export interface Measure {
  /** How many sums. */
  readonly sums: number;
  /** The sums, [count] each. */
  of(stacks: readonly Tensor[], total: Total): Tensor[];
}

/**
 * Products of gradients are added up a second time with both factors times this: float32 ends at
 * 1e-38, so that squares of a gradient below 1e-19, which is nothing rare in a deep plain network,
 * would be lost. A power of two moves no digit.
 */
export const lift = 2 ** 64;

/** A sum of such products: the lifted one has all digits unless it is too large. */
export function unlifted(sum: number, lifted: number): number {
  return Number.isFinite(lifted) ? lifted / lift / lift : sum;
}

/** Σ x y, and the same with both lifted. */
function products(x: Tensor, y: Tensor, total: Total): Tensor[] {
  if (x === y) return [total(x.square()), total(x.mul(lift).square())];
  return [total(x.mul(y)), total(x.mul(lift).mul(y.mul(lift)))];
}

function measure(sums: number, of: Measure['of']): Measure {
  return { sums, of };
}

/** How many there are, in the dtype of `like`. */
function count(condition: Tensor, like: Tensor, total: Total): Tensor {
  return total(where(condition, ones([], { dtype: like.dtype }), 0));
}

/** Σ x². */
export const square = measure(1, ([x], total) => [total(x!.square())]);

/** Σ x² of gradients. */
export const gradientSquare = measure(2, ([x], total) => products(x!, x!, total));

/** Σ (x - y)², and Σ y². */
export const changeAndSquare = measure(2, ([x, y], total) => [
  total(x!.sub(y!).square()),
  total(y!.square()),
]);

/** Σ x², Σ y², Σ x y. */
export const pair = measure(3, ([x, y], total) => [
  total(x!.square()),
  total(y!.square()),
  total(x!.mul(y!)),
]);

/** The same of gradients. */
export const gradientPair = measure(6, ([x, y], total) => [
  ...products(x!, x!, total),
  ...products(y!, y!, total),
  ...products(x!, y!, total),
]);

/** Σ x², and how many are NaN or infinite: those of which x - x is not 0. */
const output: Measure['of'] = ([x], total) => [
  total(x!.square()),
  count(x!.sub(x!).ne(0), x!, total),
];
export const squareAndNonFinite = measure(2, output);

const rectifiedBy = [0, 1, 2].map((axis) =>
  measure(3, (stacks, total) => {
    const x = stacks[0]!;
    const others = [...x.shape.keys()].filter((other) => other !== 0 && other !== axis + 1);
    const largest = x.abs().max(others);
    return [...output(stacks, total), count(largest.eq(0), x, total)];
  }),
);

/**
 * What `squareAndNonFinite` has, and how many units, counted by `axis` of an output, are 0 for all of
 * it. One object an axis, since those with the same measure are measured together.
 */
export function rectified(axis: 0 | 1 | 2): Measure {
  return rectifiedBy[axis]!;
}

/** Those of `squareAndNonFinite`, and how many elements are in the flat ends of a curve. */
const squashed = (isAtEnd: (y: Tensor) => Tensor) =>
  measure(3, (stacks, total) => [
    ...output(stacks, total),
    count(isAtEnd(stacks[0]!), stacks[0]!, total),
  ]);

/** The share of the largest slope below which an element counts as saturated. */
const leastSlope = 0.05;

/** The slope is 1 - y², and the largest 1. */
export const squashedByTanh = squashed((y) => y.abs().gt(Math.sqrt(1 - leastSlope)));

/** The slope is y (1 - y) = (1 - (2y - 1)²) / 4, and the largest 1/4. */
export const squashedBySigmoid = squashed((y) =>
  y
    .mul(2)
    .sub(1)
    .abs()
    .gt(Math.sqrt(1 - leastSlope)),
);

/** The slope is 1/6 between 0 and 1, and 0 there. */
export const squashedByHardsigmoid = squashed((y) => y.mul(2).sub(1).abs().ge(1));
