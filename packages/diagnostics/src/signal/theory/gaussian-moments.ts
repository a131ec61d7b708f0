import { grad } from '@plumbline/autograd';
import type { Module } from '@plumbline/layers';
import { scope, type Tensor, tensor } from '@plumbline/tensor';

/** What an activation φ makes of preactivations u, v: normal, mean 0, variance `meanSquare`. */
export interface GaussianMoments {
  /** E φ(u) */
  readonly mean: number;
  /** E φ(u)² */
  readonly meanSquare: number;
  /** E φ'(u)², which the mean square of the gradient is multiplied by on its way back. */
  readonly slopeSquare: number;
  /** E φ(u) φ(v), u and v having the given correlation. */
  readonly product: (correlation: number) => number;
  /** E φ'(u) φ'(v), u and v having the given correlation. */
  readonly slopeProduct: (correlation: number) => number;
}

/*
 * The trapezoidal rule on a grid that leaves out e^(-32) of the normal distribution. On smooth functions it
 * converges as fast as Gauss-Hermite quadrature, and faster where they are steep (Trefethen 2022,
 * "Exactness of quadrature formulas", section 5).
 */
const [limit, fineStep, coarseStep] = [8, 1 / 16, 1 / 5];
const line = gridOf(fineStep);
const side = gridOf(coarseStep);

/**
 * The moments of an activation that works element by element, by quadrature over what the module
 * computes (in float64), with its own gradient. About 1e-9 for smooth activations up to a mean square
 * of 4; 1e-3 where the slope jumps. RangeError for a negative or non-finite mean square.
 */
export function gaussianMoments(activation: Module, meanSquare: number): GaussianMoments {
  if (!(meanSquare >= 0 && Number.isFinite(meanSquare))) {
    throw new RangeError(`gaussianMoments: a mean square from 0 up, got ${meanSquare}`);
  }
  const deviation = Math.sqrt(meanSquare);
  const value: Elementwise = (x) => activation.forward(x);
  const slope: Elementwise = grad((x) => activation.forward(x).sum());
  return {
    mean: average(value, deviation),
    meanSquare: average((x) => value(x).square(), deviation),
    slopeSquare: average((x) => slope(x).square(), deviation),
    product: (correlation) => pairAverage(value, deviation, correlation),
    slopeProduct: (correlation) => pairAverage(slope, deviation, correlation),
  };
}

type Elementwise = (x: Tensor) => Tensor;

/** E f(u) */
function average(f: Elementwise, deviation: number): number {
  return scope(() => {
    const [u, weights] = [tensor(line.points).mul(deviation), tensor(line.weights)];
    return f(u).mul(weights).sum().item();
  });
}

/** E f(u) f(v): v = c u + √(1 - c²) w, with a w that is independent of u. */
function pairAverage(f: Elementwise, deviation: number, correlation: number): number {
  const c = Math.min(1, Math.max(-1, correlation));
  return scope(() => {
    const [u, weights] = [tensor(side.points).mul(deviation), tensor(side.weights)];
    const v = u
      .mul(c)
      .reshape([-1, 1])
      .add(u.mul(Math.sqrt(1 - c ** 2)));
    const inner = f(v).mul(weights).sum(1);
    return inner.mul(f(u)).mul(weights).sum().item();
  });
}

/** Points of a standard normal variable, with weights that add up to 1. */
function gridOf(step: number): { points: Float64Array; weights: Float64Array } {
  const count = Math.round((2 * limit) / step) + 1;
  const points = Float64Array.from({ length: count }, (_, i) => i * step - limit);
  const densities = points.map((z) => Math.exp(-(z ** 2) / 2));
  const total = densities.reduce((sum, density) => sum + density, 0);
  return { points, weights: densities.map((density) => density / total) };
}

/**
 * The moments of max(x, slope · x): φ(x) = (1 + slope)/2 · x + (1 - slope)/2 · |x|, whose products are
 * those of the arc-cosine kernels of order 1 and 0 (Cho and Saul 2009, "Kernel methods for deep
 * learning"). `slope` 0: the rectifier; 1: the identity.
 */
export function rectifierMoments(slope: number, meanSquare: number): GaussianMoments {
  const [odd, even] = [((1 + slope) / 2) ** 2, ((1 - slope) / 2) ** 2];
  return {
    mean: ((1 - slope) / 2) * Math.sqrt((2 * meanSquare) / Math.PI),
    meanSquare: meanSquare * (odd + even),
    slopeSquare: odd + even,
    // E u v = q c, and E |u| |v| = 2q/π (√(1 - c²) + c asin c).
    product: (correlation) => {
      const c = Math.min(1, Math.max(-1, correlation));
      const absolute = (2 / Math.PI) * (Math.sqrt(1 - c ** 2) + c * Math.asin(c));
      return meanSquare * (odd * c + even * absolute);
    },
    // E sign u sign v = 2/π asin c.
    slopeProduct: (correlation) => {
      const c = Math.min(1, Math.max(-1, correlation));
      return odd + even * (2 / Math.PI) * Math.asin(c);
    },
  };
}
