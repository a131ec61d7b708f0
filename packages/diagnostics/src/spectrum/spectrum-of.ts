import type { Spectrum } from '@plumbline/report';
import type { DType, Generator } from '@plumbline/tensor';
import { meanOf } from '../mean-of.ts';
import { Bidiagonalization, type RitzValues } from './bidiagonalization.ts';
import type { LinearMap } from './linear-map.ts';

export interface SpectrumLimits {
  readonly values: number | undefined;
  readonly steps: number | undefined;
  readonly tolerance: number;
  readonly samples: number;
  readonly generator: Generator;
}

/** The singular values of `map`, computed in `dtype`, and what follows from them. */
export function spectrumOf(
  name: string,
  map: LinearMap,
  dtype: DType,
  limits: SpectrumLimits,
): Required<Spectrum> {
  const { inputs, outputs } = map;
  const smaller = Math.min(inputs, outputs);
  const wanted = Math.min(limits.values ?? (smaller <= 64 ? smaller : 10), smaller);
  const size = { name, inputs, outputs };
  const run = new Bidiagonalization(map, limits.generator);
  const most = wanted === smaller ? smaller : (limits.steps ?? 2 * wanted + 32);
  const ritz = bidiagonalize(run, wanted, most, limits.tolerance);
  if (ritz === null) return { ...size, ...broken };
  const { values, residuals } = ritz;
  const [largest = 0, smallest = 0] = [values[0], values.at(-1)];
  // What the products' own rounding makes of 0.
  const zero = largest * Math.max(inputs, outputs) * epsilon(dtype);
  const conditionNumber = smallest <= zero ? Number.POSITIVE_INFINITY : largest / smallest;
  if (run.isComplete) {
    const mean = (f: (value: number) => number) =>
      values.reduce((sum, value) => sum + f(value), 0) / smaller;
    return {
      ...size,
      singularValues: values.slice(0, wanted),
      complete: wanted === smaller,
      conditionNumber,
      meanSquare: mean((value) => value ** 2),
      meanSquareError: 0,
      isometryDistance: Math.sqrt(mean((value) => (value - 1) ** 2)),
    };
  }
  const converged = residuals.findIndex((residual) => residual > limits.tolerance * largest);
  return {
    ...size,
    singularValues: values.slice(0, Math.min(wanted, converged < 0 ? wanted : converged)),
    complete: false,
    conditionNumber,
    ...estimates(map, ritz, limits),
  };
}

const broken = {
  singularValues: [],
  complete: false,
  conditionNumber: Number.NaN,
  meanSquare: Number.NaN,
  meanSquareError: Number.NaN,
  isometryDistance: Number.NaN,
};

/** Steps until `wanted` values are found, or `most`; null where numbers are not finite. */
function bidiagonalize(
  run: Bidiagonalization,
  wanted: number,
  most: number,
  tolerance: number,
): RitzValues | null {
  for (;;) {
    run.step();
    if (run.isBroken) return null;
    if (run.isComplete || run.steps >= most) return run.ritz();
    // Looking costs little beside a step, but grows with the square of the steps.
    if (run.steps <= wanted || run.steps % 8 !== 0) continue;
    const ritz = run.ritz();
    const [largest = 0] = ritz.values;
    const isFound = ritz.residuals.slice(0, wanted).every((r) => r <= tolerance * largest);
    if (isFound) return ritz;
  }
}

/** Steps of a start that only a mean is taken from. */
const shortRun = 8;

/**
 * Means over all singular values from the starts of several bidiagonalizations (stochastic Lanczos
 * quadrature, see `RitzValues.mean`).
 */
function estimates(map: LinearMap, first: RitzValues, { samples, generator }: SpectrumLimits) {
  const runs = [first];
  while (runs.length < samples) {
    const run = new Bidiagonalization(map, generator);
    while (run.steps < shortRun && !run.isComplete) run.step();
    runs.push(run.ritz());
  }
  const square = meanOf(runs.map((run) => run.mean((value) => value ** 2)));
  const distance = meanOf(runs.map((run) => run.mean((value) => (value - 1) ** 2)));
  return {
    meanSquare: square.mean,
    meanSquareError: square.error,
    isometryDistance: Math.sqrt(distance.mean),
  };
}

function epsilon(dtype: DType): number {
  return dtype === 'float64' ? Number.EPSILON : 2 ** -23;
}
