import { Linear, type Module, Sequential, Tanh } from '@plumbline/layers';
import { Generator, randn, type Shape } from '@plumbline/tensor';

/**
 * Linear layers of `width` with normal weights of variance gain² / width and normal biases, scaled so
 * that the variances are exact.
 */
export function linears(width: number, seed: number) {
  const generator = new Generator(seed);
  const normal = (shape: Shape, deviation: number) => {
    const draws = randn(shape, { generator });
    return draws.mul(draws.square().mean().rsqrt().mul(deviation));
  };
  return (gain: number, bias = 0): Linear => {
    const layer = new Linear(width, width, { bias: bias > 0 });
    layer.weight.assign(normal([width, width], gain / Math.sqrt(width)));
    layer.bias?.assign(normal([width], bias));
    return layer;
  };
}

/** `depth` times linear and tanh. */
export function tanhNetwork(variance: number, biasVariance: number, depth: number): Sequential {
  const linear = linears(512, 11);
  const layers = Array.from({ length: depth }, (): Module[] => [
    linear(Math.sqrt(variance), Math.sqrt(biasVariance)),
    new Tanh(),
  ]);
  return new Sequential(...layers.flat());
}

/** Independent inputs [count, width]. */
export function inputs(count: number, width: number, seed = 5) {
  return randn([count, width], { generator: new Generator(seed) });
}

/*
 * Fixed points of σw² E tanh(u)² + σb² and of its correlation, and χ = σw² E tanh'(u)², by Gauss-Hermite
 * quadrature with 200 nodes in NumPy (Schoenholz et al. 2016; χ is eq. 5).
 */
export const tanhPhases = [
  { phase: 'ordered', variance: 0.5, bias: 0.1, q: 0.162782, chi: 0.39264, c: 1, depth: 10 },
  { phase: 'near critical', variance: 1.5, bias: 0.1, q: 0.520216, chi: 0.877513, c: 1, depth: 24 },
  { phase: 'chaotic', variance: 3, bias: 0.1, q: 1.507632, chi: 1.182116, c: 0.477539, depth: 24 },
];
