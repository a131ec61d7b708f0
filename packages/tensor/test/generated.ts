import fc from 'fast-check';
import { type Tensor, tensor } from '../src/index.ts';

/** Shapes of up to `maxRank` axes, sizes 0 and 1 among them. */
export function shapes(maxRank = 4, minRank = 0): fc.Arbitrary<number[]> {
  return fc.array(fc.integer({ min: 0, max: 5 }), { minLength: minRank, maxLength: maxRank });
}

/** Two shapes that broadcast to the first's. */
export function broadcastingPair(): fc.Arbitrary<[number[], number[]]> {
  return shapes().chain((shape) =>
    fc
      .tuple(
        fc.integer({ min: 0, max: shape.length }),
        fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }),
      )
      .map(([dropped, ones]): [number[], number[]] => [
        shape,
        shape.slice(dropped).map((size, i) => (ones[i] === true ? 1 : size)),
      ]),
  );
}

/** A tensor of small whole numbers and halves: sums and products of a few of them are exact. */
export function filled(shape: readonly number[], seed = 0): Tensor {
  const size = shape.reduce((product, n) => product * n, 1);
  const values = Float32Array.from({ length: size }, (_, i) => (((i * 7 + seed * 3) % 11) - 5) / 2);
  return tensor(values, { shape });
}

/** Every index of a shape, in row-major order. */
export function indices(shape: readonly number[]): number[][] {
  return shape.reduce<number[][]>(
    (prefixes, size) =>
      prefixes.flatMap((prefix) => Array.from({ length: size }, (_, i) => [...prefix, i])),
    [[]],
  );
}

/** The element at an index, broadcasting from the right. */
export function at(t: Tensor, data: ArrayLike<number>, index: readonly number[]): number {
  const own = index.slice(index.length - t.rank);
  const flat = t.shape.reduce(
    (sum, size, axis) => sum * size + (size === 1 ? 0 : (own[axis] ?? 0)),
    0,
  );
  return data[flat] ?? Number.NaN;
}
