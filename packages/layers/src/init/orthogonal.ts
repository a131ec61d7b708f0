import {
  checkOptions,
  type RandomOptions,
  randn,
  type Shape,
  scope,
  type Tensor,
  tensor,
} from '@plumbline/tensor';
import { fanOf } from './fan.ts';

/** Options of `orthogonal`. */
export interface OrthogonalOptions extends RandomOptions {
  /** Multiplies every element. Default 1. */
  readonly gain?: number;
}

/**
 * A random (semi-)orthogonal matrix, times `gain`: as [out, the rest], its rows, or its columns if
 * they are fewer, are orthonormal, and such matrices are all equally likely. It keeps the norm of
 * what passes, so that a deep linear stack neither grows nor fades (Saxe et al. 2013, "Exact
 * solutions to the nonlinear dynamics of learning in deep linear neural networks"). `shape` is
 * [out, in, ...kernel]; float32 by default, computed in float64 and, for now, outside the engine.
 */
export function orthogonal(shape: Shape, options: OrthogonalOptions = {}): Tensor {
  checkOptions('orthogonal', options, ['gain', 'dtype', 'generator']);
  const { gain = 1, dtype = 'float32', ...random } = options;
  const columns = fanOf(shape).fanIn;
  const rows = shape[0] ?? 0;
  const [count, length] = [Math.min(rows, columns), Math.max(rows, columns)];
  return scope(() => {
    const drawn = randn([count, length], { ...random, dtype: 'float64' }).dataSync();
    const vectors = Array.from({ length: count }, (_, i) =>
      Float64Array.from(drawn.subarray(i * length, (i + 1) * length)),
    );
    orthonormalize(vectors);
    const rowsAreVectors = rows <= columns;
    const elements = new Float64Array(rows * columns).map((_, at) => {
      const [row, column] = [Math.floor(at / columns), at % columns];
      return gain * (vectors[rowsAreVectors ? row : column]?.[rowsAreVectors ? column : row] ?? 0);
    });
    return tensor(elements, { shape, dtype });
  });
}

/**
 * Modified Gram-Schmidt, in place: takes from each vector what it shares with those before. Each is
 * passed twice, because the first pass alone loses orthogonality where vectors are nearly dependent
 * (Giraud et al. 2005, "The loss of orthogonality in the Gram-Schmidt process"). In terms of QR it
 * leaves Q with a positive diagonal of R, which makes Q of normal vectors uniformly distributed
 * (Mezzadri 2007, "How to generate random matrices from the classical compact groups").
 */
function orthonormalize(vectors: readonly Float64Array[]): void {
  for (const [i, vector] of vectors.entries()) {
    for (let pass = 0; pass < 2; pass++) {
      for (const earlier of vectors.slice(0, i)) subtract(vector, earlier, dot(vector, earlier));
    }
    const norm = Math.sqrt(dot(vector, vector));
    for (let k = 0; k < vector.length; k++) vector[k]! /= norm;
  }
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += a[k]! * b[k]!;
  return sum;
}

/** vector -= scale · direction */
function subtract(vector: Float64Array, direction: Float64Array, scale: number): void {
  for (let k = 0; k < vector.length; k++) vector[k]! -= scale * direction[k]!;
}
