import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { oneHot, tensor, useEngine, zeros } from '../src/index.ts';
import { indices, shapes } from './generated.ts';

describe.each(['wasm', 'reference'] as const)('oneHot on the %s engine', (name) => {
  test.each([undefined, 'float64', 'int32', 'bool'] as const)(
    'a one at each label: %s',
    (dtype) => {
      useEngine({ name });
      fc.assert(
        fc.property(shapes(3), fc.integer({ min: 1, max: 7 }), fc.nat(), (shape, classes, seed) => {
          const size = shape.reduce((product, n) => product * n, 1);
          const labels = Int32Array.from({ length: size }, (_, i) => (i * 5 + seed) % classes);
          const rows = oneHot(
            tensor(labels, { shape }),
            classes,
            dtype === undefined ? {} : { dtype },
          );
          expect(rows.shape).toEqual([...shape, classes]);
          expect(rows.dtype).toBe(dtype ?? 'float32');
          const expected = indices([size, classes]).map(([i, k]) => Number(labels[i!] === k));
          expect([...rows.dataSync()]).toEqual(expected);
        }),
      );
    },
  );

  test.each([4, -1])('label %i is none of 4 classes', (wrong) => {
    useEngine({ name });
    const labels = tensor([0, 3, wrong, 1], { dtype: 'int32' });
    expect(() => oneHot(labels, 4)).toThrow(
      `oneHot: a label is none of 4 classes: scatterAdd: index ${wrong} at [2, 0]`,
    );
  });

  test('labels that are not int32', () => {
    useEngine({ name });
    expect(() => oneHot(zeros([2]), 4)).toThrow(
      "oneHot: labels must be int32, got float32; use .to('int32')",
    );
  });
});
