import { type Distribution, philox, type RandomKey } from '@plumbline/kernels';

import type { TensorOptions } from './creation.ts';
import { engine } from './current-engine.ts';
import { emptyView } from './dispatch.ts';
import { addToScope, scope } from './scope.ts';
import { checkShape, type Shape } from './shape.ts';
import { Tensor } from './tensor.ts';

export interface RandomOptions extends TensorOptions {
  /** Default: the generator that `manualSeed` seeds. */
  readonly generator?: Generator;
}

/**
 * A stream of random numbers: a Philox key (the seed) and a counter. What it draws depends on those
 * two alone, not on threads or on the engine, and two numbers restore it.
 */
export class Generator {
  readonly #key: RandomKey;
  #counter: number;

  /** `seed`: a whole number from 0 to 2^53 - 1. */
  constructor(seed: number, counter = 0) {
    if (!Number.isSafeInteger(seed) || seed < 0) {
      throw new RangeError(`a seed is a whole number from 0 to 2^53 - 1, got ${seed}`);
    }
    this.#key = [seed >>> 0, Math.floor(seed / 2 ** 32)];
    this.#counter = counter;
  }

  get key(): RandomKey {
    return this.#key;
  }

  /** How many numbers were drawn. */
  get counter(): number {
    return this.#counter;
  }

  /** Reserves `count` numbers and returns the first one's counter. */
  take(count: number): number {
    const start = this.#counter;
    this.#counter += count;
    return start;
  }

  /** A whole number from 0 up to but without `bound` (at most 2^32), unbiased. */
  integer(bound: number): number {
    const limit = Math.floor(2 ** 32 / bound) * bound;
    for (;;) {
      const word = philox(this.#key, this.take(1))[0];
      if (word < limit) return word % bound;
    }
  }
}

let global = new Generator(0);

/** Restarts the generator that draws without one of their own use. The seed is 0 without a call. */
export function manualSeed(seed: number): void {
  global = new Generator(seed);
}

function draw(
  distribution: Distribution,
  shape: Shape,
  options: RandomOptions,
  origin: string,
): Tensor {
  checkShape(shape, origin);
  const { dtype = 'float32', generator = global } = options;
  const view = emptyView([...shape], dtype, origin);
  engine().random(distribution, generator.key, generator.take(view.buffer.length), view);
  const made = new Tensor(view, origin);
  addToScope(made);
  return made;
}

/** Uniform in [0, 1). */
export function rand(shape: Shape, options: RandomOptions = {}): Tensor {
  return draw('uniform', shape, options, 'rand');
}

/** Standard normal. */
export function randn(shape: Shape, options: RandomOptions = {}): Tensor {
  return draw('normal', shape, options, 'randn');
}

/** int32, uniform from `low` up to but without `high`. */
export function randint(
  low: number,
  high: number,
  shape: Shape,
  options: Omit<RandomOptions, 'dtype'> = {},
): Tensor {
  if (!Number.isInteger(low) || !Number.isInteger(high) || high <= low) {
    throw new RangeError(`randint: [${low}, ${high}) holds no whole number`);
  }
  return scope(() =>
    rand(shape, { ...options, dtype: 'float64' })
      .mul(high - low)
      .floor()
      .add(low)
      .to('int32'),
  );
}

/** The numbers 0 to n - 1 in random order (Fisher-Yates). */
export function permutation(n: number, generator: Generator = global): Int32Array {
  checkShape([n], 'permutation');
  const order = new Int32Array(n).map((_, i) => i);
  for (let last = n - 1; last > 0; last--) {
    const other = generator.integer(last + 1);
    [order[last], order[other]] = [order[other]!, order[last]!];
  }
  return order;
}
