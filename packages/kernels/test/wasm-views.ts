import fc from 'fast-check';
import { expect } from 'vitest';
import { type ArrayView, contiguousStrides, elementCount } from '../src/array-view.ts';
import { bytesPerElement, type DType, typedArray } from '../src/dtype.ts';
import { ReferenceKernels } from '../src/reference/reference-kernels.ts';
import type { Team } from '../src/threads/team.ts';
import { type FeatureMode, featureModes, supports } from '../src/wasm/detect-mode.ts';
import { WasmKernels } from '../src/wasm/wasm-kernels.ts';

/** The feature modes that this runtime has: each is tested. */
export const modes = featureModes.filter(supports);

export const reference = new ReferenceKernels();

const memoryBytes = 2 ** 26;
const scratchAddress = memoryBytes / 2;
const roomAddress = (memoryBytes / 8) * 7;

/** Kernels with a memory of their own, in which views are laid one after the other. */
export class TestBench {
  readonly memory = new WebAssembly.Memory({ initial: memoryBytes / 65536 });
  readonly kernels: WasmKernels;
  #end = 64;

  constructor(mode: FeatureMode, options: { team?: Team; winograd?: boolean } = {}) {
    const space = (start: number, end: number) => (bytes: number) => {
      if (bytes > end - start) throw new RangeError('too much scratch space');
      // Whatever a kernel doesn't write itself must not matter.
      new Float32Array(this.memory.buffer, start, bytes >> 2).fill(Number.NaN);
      return start;
    };
    const { memory } = this;
    const scratch = space(scratchAddress, roomAddress);
    const room = space(roomAddress, memoryBytes);
    this.kernels = new WasmKernels({ memory, mode, scratch, room, joinsAll: true, ...options });
  }

  reset(): void {
    this.#end = 64;
  }

  /** The elements from the start of `view`, which is the latest one, to the end of its layout. */
  snapshot(view: ArrayView): number[] {
    return Array.from(view.data.slice(view.offset, this.#end / view.data.BYTES_PER_ELEMENT));
  }

  /** A view laid out as `layout` says, filled with `values` over and over. */
  view(
    dtype: DType,
    shape: readonly number[],
    layout: Layout,
    values: readonly number[],
  ): ArrayView {
    const data = typedArray(dtype, memoryBytes / bytesPerElement[dtype], this.memory.buffer);
    const strides = new Array<number>(shape.length).fill(0);
    let span = layout.gap;
    for (const axis of layout.order) {
      if (axis >= shape.length || layout.repeated[axis]) continue;
      strides[axis] = span;
      span *= shape[axis]! + layout.padding;
    }
    const start = Math.ceil(this.#end / data.BYTES_PER_ELEMENT) + layout.padding;
    const extent = Math.max(1, span);
    this.#end = (start + extent) * data.BYTES_PER_ELEMENT;
    if (this.#end > scratchAddress) throw new RangeError('the views of this test are too large');
    if (values.length > 0) {
      for (let i = 0; i < extent; i++) data[start + i] = values[i % values.length]!;
    }
    return { dtype, data, offset: start, shape, strides };
  }

  /** A contiguous view for results, and one like it for the reference. */
  results(dtype: DType, shape: readonly number[]): { actual: ArrayView; expected: ArrayView } {
    const actual = this.view(dtype, shape, plain, [7]);
    const data = typedArray(dtype, elementCount(shape));
    return {
      actual,
      expected: { dtype, data, offset: 0, shape, strides: contiguousStrides(shape) },
    };
  }
}

/** How a view lies in memory. */
export interface Layout {
  /** Axes from the fastest to the slowest. */
  readonly order: readonly number[];
  /** Axes with stride 0. */
  readonly repeated: readonly boolean[];
  /** Distance of neighbours on the fastest axis. */
  readonly gap: number;
  /** Unused elements in front of the view and at the end of each axis. */
  readonly padding: number;
}

const maximumRank = 4;
const rowMajor = [3, 2, 1, 0];
export const plain: Layout = { order: rowMajor, repeated: [], gap: 1, padding: 0 };

export const layouts: fc.Arbitrary<Layout> = fc.oneof(
  fc.constant(plain),
  fc.record({
    order: fc.oneof(
      fc.constant(rowMajor),
      fc.shuffledSubarray(rowMajor, { minLength: maximumRank }),
    ),
    repeated: fc.array(fc.boolean(), { minLength: maximumRank, maxLength: maximumRank }),
    gap: fc.constantFrom(1, 1, 1, 2),
    padding: fc.constantFrom(0, 0, 1, 3),
  }),
);
/** Without stride 0: what an output may look like. */
export const distinctLayouts = layouts.map((layout) => ({ ...layout, repeated: [] }));

/** Empty, single, below, at and above the sizes that kernels work in. */
export const sizes = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 1, max: 9 }) },
  { weight: 2, arbitrary: fc.integer({ min: 10, max: 70 }) },
  { weight: 1, arbitrary: fc.constant(0) },
);
export const shapes = fc
  .array(sizes, { maxLength: maximumRank })
  .filter((shape) => elementCount(shape) <= 20_000);

const special = [0, -0, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e-40];
/** Any float32 numbers, the unusual ones often. */
export const anyValues = fc.array(
  fc.oneof(fc.float(), fc.constantFrom(...special), fc.integer({ min: -3, max: 3 })),
  { minLength: 1, maxLength: 37 },
);
/** Small integers: sums of them are exact in any order. */
export const integers = fc.array(fc.integer({ min: -8, max: 8 }), { minLength: 1, maxLength: 37 });
/** The same with NaN and infinities in it. */
export const integersAndSpecials = fc.array(
  fc.oneof(
    { weight: 20, arbitrary: fc.integer({ min: -8, max: 8 }) },
    { weight: 1, arbitrary: fc.constantFrom(Number.NaN, Infinity, -Infinity) },
  ),
  { minLength: 1, maxLength: 97 },
);

/** Float32 numbers between `x` and `y`: the distance in units in the last place. */
export function ulpDistance(x: number, y: number): number {
  if (Number.isNaN(x) || Number.isNaN(y)) return Number.isNaN(x) === Number.isNaN(y) ? 0 : Infinity;
  return Math.abs(rank(x) - rank(y));
}

const float = new Float32Array(1);
const bits = new Int32Array(float.buffer);

/** The position of a float32 among all of them; both zeros are 0. */
function rank(x: number): number {
  float[0] = x;
  return bits[0]! < 0 ? -(bits[0]! & 0x7fffffff) : bits[0]!;
}

/** Fails unless every element of `actual` is within `ulps` of `expected`; 0 also compares -0. */
export function expectClose(actual: ArrayView, expected: ArrayView, ulps = 0): void {
  const count = elementCount(expected.shape);
  for (let i = 0; i < count; i++) {
    const [x, y] = [actual.data[actual.offset + i]!, expected.data[expected.offset + i]!];
    const isSame = ulps === 0 ? Object.is(x, y) : ulpDistance(x, y) <= ulps;
    if (!isSame) expect.fail(`element ${i} is ${x}, not ${y}`);
  }
}
