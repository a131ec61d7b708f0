import fc from 'fast-check';
import { describe, test } from 'vitest';
import { type ConvCase, convCase, convCases } from './conv-cases.ts';
import {
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

interface Operand {
  readonly layout: Layout;
  readonly values: readonly number[];
}

const finite: fc.Arbitrary<Operand> = fc.record({ layout: layouts, values: integers });
const any: fc.Arbitrary<Operand> = fc.record({
  layout: layouts,
  values: fc.oneof(integers, integersAndSpecials),
});

/** Each kernel with the names of its two operands' and its output's shapes. */
const kernels = [
  ['conv2d', 'input', 'weight', 'output'],
  ['conv2dGradInput', 'output', 'weight', 'input'],
  ['conv2dGradWeight', 'input', 'output', 'weight'],
] as const;

describe.each(modes)('in mode %s', (mode) => {
  const bench = new TestBench(mode, { winograd: false });

  describe.each(kernels)('%s', (name, first, second, result) => {
    const check = (shapes: ConvCase, a: Operand, b: Operand): void => {
      bench.reset();
      const x = bench.view('float32', shapes[first], a.layout, a.values);
      const y = bench.view('float32', shapes[second], b.layout, b.values);
      const { actual, expected } = bench.results('float32', shapes[result]);
      bench.kernels[name](x, y, shapes.geometry, actual);
      reference[name](x, y, shapes.geometry, expected);
      expectClose(actual, expected, 1);
    };

    // The second operand is what meets the zeros of the padding, where infinity counts as it likes.
    test('is exact on integers, whatever the shapes, geometries and strides', () => {
      fc.assert(fc.property(convCases, any, finite, check), { numRuns: 400 });
    });

    const large: [string, ConvCase][] = [
      ['many channels', convCase([2, 67, 9, 11], [131, 67, 3, 3], { padding: [1, 1] })],
      ['many pixels', convCase([1, 3, 37, 41], [5, 3, 3, 3], { padding: [1, 1] })],
      ['a large stride', convCase([2, 20, 33, 32], [9, 20, 3, 3], { stride: [2, 2] })],
      ['1x1', convCase([3, 30, 12, 12], [40, 30, 1, 1])],
    ];
    test('takes one image as a whole batch', () => {
      const image = { ...plain, repeated: [true] };
      const a = { layout: image, values: [3, 0, -1, 5, 2] };
      const b = { layout: plain, values: [2, -3, 1] };
      for (const stride of [1, 2, 3]) {
        check(convCase([3, 1, 1, 4], [2, 1, 1, 1], { stride: [1, stride] }), a, b);
      }
    });

    test.each(large)('crosses the blocks: %s', (_, shapes) => {
      const a = { layout: plain, values: [1, -2, 3, 5, -7, 0, 4] };
      const b = { layout: plain, values: [2, 0, -1, 3, -3] };
      check(shapes, a, b);
      check(shapes, { ...a, layout: { ...plain, order: [1, 0, 2, 3] } }, b);
    });
  });
});
