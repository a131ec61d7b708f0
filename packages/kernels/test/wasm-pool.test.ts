import fc from 'fast-check';
import { describe, test } from 'vitest';
import type { DType } from '../src/dtype.ts';
import { isFilled, type PoolCase, poolCase, poolCases } from './pool-cases.ts';
import {
  anyValues,
  expectClose,
  integers,
  integersAndSpecials,
  type Layout,
  layouts,
  modes,
  plain,
  reference,
  TestBench,
} from './wasm-views.ts';

const dense = poolCases.map(({ input, geometry }) =>
  poolCase(input, { ...geometry, dilation: [1, 1] }),
);
const exact = fc.oneof(integers, integersAndSpecials);

/** Each kernel with the shapes it reads and writes, and values on which it is exact. */
const kernels: readonly {
  name: 'maxPool2d' | 'maxPool2dIndex' | 'avgPool2d' | 'avgPool2dGrad';
  from: 'input' | 'output';
  to: 'input' | 'output';
  dtype: DType;
  cases: fc.Arbitrary<PoolCase>;
  values: fc.Arbitrary<number[]>;
}[] = [
  {
    name: 'maxPool2d',
    from: 'input',
    to: 'output',
    dtype: 'float32',
    cases: poolCases,
    // Which zero is the larger one is undefined.
    values: fc.oneof(anyValues, exact).map((values) => values.map((value) => value + 0)),
  },
  {
    name: 'maxPool2dIndex',
    from: 'input',
    to: 'output',
    dtype: 'int32',
    cases: poolCases.filter(isFilled),
    values: fc.oneof(anyValues, exact),
  },
  {
    name: 'avgPool2d',
    from: 'input',
    to: 'output',
    dtype: 'float32',
    cases: dense,
    values: exact,
  },
  {
    name: 'avgPool2dGrad',
    from: 'output',
    to: 'input',
    dtype: 'float32',
    cases: dense,
    values: exact,
  },
];

describe.each(modes)('in mode %s', (mode) => {
  const bench = new TestBench(mode);

  describe.each(kernels)('$name', ({ name, from, to, dtype, cases, values }) => {
    const check = (shapes: PoolCase, layout: Layout, filled: readonly number[]): void => {
      bench.reset();
      const input = bench.view('float32', shapes[from], layout, filled);
      const { actual, expected } = bench.results(dtype, shapes[to]);
      const guard = bench.results('float32', [4]);
      guard.expected.data.fill(7);
      bench.kernels[name](input, shapes.geometry, actual);
      reference[name](input, shapes.geometry, expected);
      expectClose(actual, expected, dtype === 'int32' ? 0 : 1);
      expectClose(guard.actual, guard.expected);
    };

    test('is what the reference kernel gives, whatever the shapes, geometries, strides', () => {
      fc.assert(fc.property(cases, layouts, values, check), { numRuns: 400 });
    });

    const large: [string, PoolCase][] = [
      ['halves', poolCase([2, 3, 32, 34], {})],
      [
        'of a ResNet',
        poolCase([1, 3, 56, 55], { kernel: [3, 3], stride: [2, 2], padding: [1, 1] }),
      ],
      ['of the whole image', poolCase([3, 5, 13, 17], { kernel: [13, 17] })],
    ];
    test.each(large)('%s', (_, shapes) => {
      check(shapes, plain, [1, -2, 3, 5, -7, 0, 4]);
      check(shapes, { ...plain, order: [1, 0, 2, 3] }, [1, -2, 3, 5, -7, 0, 4]);
    });
  });
});
