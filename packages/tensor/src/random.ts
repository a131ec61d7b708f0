import { type Distribution, philox, type RandomKey } from '@plumbline/kernels';

import { checkDType } from './check-dtype.ts';
import { checkOptions } from './check-options.ts';
import { type TensorOptions, tensor } from './creation.ts';
import { engine } from './current-engine.ts';
import { emptyView, makeTensor } from './dispatch.ts';
import { scope } from './scope.ts';
import { broadcastShapes, checkShape, formatShape, type Shape, sameShape } from './shape.ts';
import type { Tensor } from './tensor.ts';

/** Options of what draws a random tensor. */
export interface RandomOptions extends TensorOptions {
  /** Default: the generator that `manualSeed` seeds. */
  readonly generator?: Generator;
}

/** Where a generator stands: plain data, to be stored as JSON. */
export interface RngState {
  /** What the generator was made with. */
  readonly seed: number;
  /** How many numbers were drawn. */
  readonly counter: number;
}

/**
 * A stream of random numbers: a Philox key (the seed) and a counter. What it draws depends on those
 * two alone, not on threads or on the engine, and two numbers restore it.
 */
export class Generator {
  /** What it was made with. */
  readonly seed: number;
  readonly #key: RandomKey;
  #counter = 0;

  /** `seed`: a whole number from 0 to 2^53 - 1. */
  constructor(seed: number, counter = 0) {
    if (!Number.isSafeInteger(seed) || seed < 0) {
      throw new RangeError(`a seed is a whole number from 0 to 2^53 - 1, got ${seed}`);
    }
    this.seed = seed;
    this.#key = [seed >>> 0, Math.floor(seed / 2 ** 32)];
    this.counter = counter;
  }

  /** The seed as Philox takes it: two unsigned 32-bit words. */
  get key(): RandomKey {
    return this.#key;
  }

  /** How many numbers were drawn. Setting it goes back or ahead in the stream. */
  get counter(): number {
    return this.#counter;
  }
  set counter(count: number) {
    if (!Number.isSafeInteger(count) || count < 0) {
      throw new RangeError(`a generator's counter is a whole number from 0 up, got ${count}`);
    }
    this.#counter = count;
  }

  /** What a generator that goes on from here is made of. */
  get state(): RngState {
    return { seed: this.seed, counter: this.#counter };
  }

  /** Reserves `count` numbers and returns the first one's counter. */
  take(count: number): number {
    const start = this.#counter;
    if (positions !== null && !positions.has(this)) positions.set(this, start);
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

/** Where the generators of a `recordDraws` that is under way stood when it first drew from them. */
let positions: Map<Generator, number> | null = null;

let global = new Generator(0);

/** Restarts the generator that draws without one of their own use. The seed is 0 without a call. */
export function manualSeed(seed: number): void {
  global = new Generator(seed);
}

/** Where the generator that `manualSeed` seeds stands, for `setRngState`. */
export function getRngState(): RngState {
  return global.state;
}

/** Goes on with the numbers that followed when `state` was taken. */
export function setRngState({ seed, counter }: RngState): void {
  global = new Generator(seed, counter);
}

/** Where all generators stood that a function drew from. */
export interface Draws {
  /** The one that functions without `generator` drew from. */
  readonly global: Generator;
  /** Generators that were drawn from, with the counter at which each began. */
  readonly positions: ReadonlyMap<Generator, number>;
}

/** Runs `body`, and tells what `replayDraws` needs to make it draw the same numbers again. */
export function recordDraws<Result>(body: () => Result): { result: Result; draws: Draws } {
  const outer = positions;
  const own = new Map<Generator, number>();
  const draws = { global, positions: own };
  positions = own;
  try {
    return { result: body(), draws };
  } finally {
    positions = outer;
    for (const [generator, at] of own) {
      if (outer !== null && !outer.has(generator)) outer.set(generator, at);
    }
  }
}

/** Runs `body` with the generators where they stood for `draws`; then they go on where they are now. */
export function replayDraws<Result>(draws: Draws, body: () => Result): Result {
  const before = { global, positions };
  const counters = [...draws.positions.keys()].map(({ counter }) => counter);
  global = draws.global;
  positions = null;
  for (const [generator, at] of draws.positions) generator.counter = at;
  try {
    return body();
  } finally {
    ({ global, positions } = before);
    for (const [i, generator] of [...draws.positions.keys()].entries())
      generator.counter = counters[i]!;
  }
}

function draw(
  distribution: Distribution,
  shape: Shape,
  options: RandomOptions,
  origin: string,
): Tensor {
  checkShape(shape, origin, options);
  checkOptions(origin, options, ['dtype', 'generator']);
  const { dtype = 'float32', generator = global } = options;
  checkDType(dtype, origin);
  const view = emptyView([...shape], dtype, origin);
  engine().random(distribution, generator.key, generator.take(view.buffer.length), view);
  return makeTensor(view, origin);
}

/** Uniform in [0, 1). */
export function rand(shape: Shape, options: RandomOptions = {}): Tensor {
  return draw('uniform', shape, options, 'rand');
}

/** Standard normal. */
export function randn(shape: Shape, options: RandomOptions = {}): Tensor {
  return draw('normal', shape, options, 'randn');
}

/** Uniform in [low, high). */
export function uniform(
  low: number,
  high: number,
  shape: Shape,
  options: RandomOptions = {},
): Tensor {
  if (!Number.isFinite(high - low) || high < low) {
    throw new RangeError(`uniform: [${low}, ${high}) is no interval`);
  }
  return scope(() =>
    draw('uniform', shape, options, 'uniform')
      .mul(high - low)
      .add(low),
  );
}

/** Normal with this mean and standard deviation. */
export function normal(
  mean: number,
  std: number,
  shape: Shape,
  options: RandomOptions = {},
): Tensor {
  if (!Number.isFinite(mean) || !Number.isFinite(std) || std < 0) {
    throw new RangeError(`normal: no distribution has mean ${mean} and standard deviation ${std}`);
  }
  return scope(() => draw('normal', shape, options, 'normal').mul(std).add(mean));
}

/** 1 with probability `p` (a number, or a tensor that broadcasts to `shape`), else 0. */
export function bernoulli(p: number | Tensor, shape: Shape, options: RandomOptions = {}): Tensor {
  if (shape === undefined) {
    throw new TypeError('bernoulli: the shape is missing, as in bernoulli(p, [2, 3])');
  }
  checkShape(shape, 'bernoulli');
  if (typeof p === 'number') {
    if (!(p >= 0 && p <= 1)) throw new RangeError(`bernoulli: ${p} is no probability`);
  } else if (!sameShape(broadcastShapes([p.shape, shape], 'bernoulli'), shape)) {
    throw new RangeError(
      `bernoulli: probabilities ${formatShape(p.shape)} for a shape of ${formatShape(shape)}`,
    );
  }
  return scope(() => {
    const drawn = draw('uniform', shape, options, 'bernoulli');
    return drawn.lt(p).to(drawn.dtype);
  });
}

/** int32, uniform from `low` up to but without `high`. */
export function randint(
  low: number,
  high: number,
  shape: Shape,
  options: Omit<RandomOptions, 'dtype'> = {},
): Tensor {
  if (Array.isArray(high)) {
    throw new TypeError(
      `randint: from, to and the shape: write randint(0, ${low}, ${formatShape(high)})`,
    );
  }
  checkOptions('randint', options, ['generator']);
  if (!Number.isInteger(low) || !Number.isInteger(high) || high <= low) {
    throw new RangeError(`randint: [${low}, ${high}) holds no whole number`);
  }
  return scope(() =>
    draw('uniform', shape, { ...options, dtype: 'float64' }, 'randint')
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

/** `permutation` as an int32 tensor. */
export function randperm(n: number, generator: Generator = global): Tensor {
  return tensor(permutation(n, generator));
}
