import { type Shape, type Tensor, tensor } from '@plumbline/tensor';

/** Floats by a formula, the same here and in python/pattern.py, so that no file has to hold them. */
export interface Pattern {
  readonly shape: Shape;
  readonly low: number;
  readonly high: number;
  /** Default float32. */
  readonly dtype?: 'float32' | 'float64';
}

/** In [0, 1): a hash of an index (an integer mixer of xors, shifts and odd factors). */
function fraction(index: number, seed: number): number {
  let h = (Math.imul(index + 1, 0x9e3779b1) + Math.imul(seed, 0x85ebca6b)) >>> 0;
  h = Math.imul(h ^ (h >>> 16), 0x7feb352d);
  h = Math.imul(h ^ (h >>> 15), 0x846ca68b);
  return ((h ^ (h >>> 16)) >>> 0) / 2 ** 32;
}

/** `low + (high - low) * fraction` in float64, then rounded to the dtype. */
export function uniform({ shape, low, high, dtype = 'float32' }: Pattern, seed: number): Tensor {
  const count = shape.reduce((product, size) => product * size, 1);
  const values = new Float64Array(count);
  for (let i = 0; i < count; i++) values[i] = low + (high - low) * fraction(i, seed);
  return tensor(values, { shape, dtype });
}

/** 32 bits of a name (FNV-1a). */
export function seedOf(name: string): number {
  let h = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(name)) h = Math.imul(h ^ byte, 0x01000193);
  return h >>> 0;
}

/** What the entry `name` of a state dict is set to; `value` itself for what stays as it is made. */
export function stateValues(name: string, value: Tensor): Tensor {
  const { shape, dtype } = value;
  if (dtype !== 'float32' && dtype !== 'float64') return value;
  const field = name.slice(name.lastIndexOf('.') + 1);
  const seed = seedOf(name);
  if (shape.length >= 2) {
    const bound = Math.sqrt(6 / shape.slice(1).reduce((product, size) => product * size, 1));
    return uniform({ shape, low: -bound, high: bound, dtype }, seed);
  }
  const [low, high] = field === 'weight' || field === 'running_var' ? [0.5, 1.5] : [-0.5, 0.5];
  return uniform({ shape, low, high, dtype }, seed);
}

/** A state dict of the same names, all of it by formula. */
export function patternState(state: Readonly<Record<string, Tensor>>): Record<string, Tensor> {
  const entries = Object.entries(state);
  return Object.fromEntries(entries.map(([name, value]) => [name, stateValues(name, value)]));
}
