import { type Initializer, init, Linear, type Module, Sequential, Tanh } from '@plumbline/layers';
import { Generator, randn } from '@plumbline/tensor';

/** Linear layers of `width` with normal weights of variance gain² / width, and normal biases. */
export function linears(width: number, seed: number) {
  const generator = new Generator(seed);
  return (gain: number, bias = 0): Linear => {
    const initializer: Initializer = (shape, random) =>
      init.normal(shape, { ...random, std: gain / Math.sqrt(width) });
    const layer = new Linear(width, width, { bias: bias > 0, initializer, generator });
    layer.bias?.assign(randn([width], { generator }).mul(bias));
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
