import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as library from '../src/index.ts';
import {
  concat,
  dispatch,
  einsum,
  none,
  ops,
  stack,
  type Tensor,
  tensor,
  useEngine,
} from '../src/index.ts';
import { at, broadcastingPair, filled, indices, shapes } from './generated.ts';

const binary = {
  add: (x: number, y: number) => x + y,
  sub: (x: number, y: number) => x - y,
  mul: (x: number, y: number) => x * y,
  div: (x: number, y: number) => x / y,
  maximum: Math.max,
  minimum: Math.min,
  lt: (x: number, y: number) => Number(x < y),
  ge: (x: number, y: number) => Number(x >= y),
  eq: (x: number, y: number) => Number(x === y),
};
const reductions = {
  sum: (values: number[]) => values.reduce((a, b) => a + b, 0),
  prod: (values: number[]) => values.reduce((a, b) => a * b, 1),
  max: (values: number[]) => Math.max(...values),
  min: (values: number[]) => Math.min(...values),
};

/** What a tensor holds, from its elements one by one. */
function expectElements(t: Tensor, expected: (index: number[]) => number): void {
  const wanted = indices(t.shape).map(expected);
  expect([...t.dataSync()]).toEqual(wanted.map(Math.fround));
}

describe.each(['wasm', 'reference'] as const)('on the %s engine', (name) => {
  useEngine({ name });
  const engineTest = (title: string, body: () => void) =>
    test(title, () => {
      useEngine({ name });
      body();
    });

  for (const [op, evaluate] of Object.entries(binary)) {
    engineTest(`${op} broadcasts`, () => {
      fc.assert(
        fc.property(broadcastingPair(), fc.boolean(), ([a, b], swap) => {
          const [x, y] = swap ? [filled(b, 1), filled(a)] : [filled(a), filled(b, 1)];
          const [dx, dy] = [x.dataSync(), y.dataSync()];
          const key = op === 'add' ? 'add' : Object.keys(binary).find((known) => known === op);
          const result: Tensor = Reflect.apply(Reflect.get(x, key ?? ''), x, [y]);
          expect(result.shape).toEqual(a);
          expectElements(result, (index) => evaluate(at(x, dx, index), at(y, dy, index)));
        }),
      );
    });
  }

  for (const [op, fold] of Object.entries(reductions)) {
    engineTest(`${op} over any axes of any view`, () => {
      const cases = shapes(4, 1).filter((shape) => shape.every((size) => size > 0));
      fc.assert(
        fc.property(cases, fc.integer({ min: 0, max: 15 }), fc.boolean(), (shape, mask, flip) => {
          const source = filled(shape);
          const x = flip ? source.permute(shape.map((_, i) => shape.length - 1 - i)) : source;
          const data = x.dataSync();
          const axes = x.shape.flatMap((_, i) => ((mask >> i) & 1 ? [i] : []));
          const result: Tensor = Reflect.apply(Reflect.get(x, op), x, [axes, { keepdim: true }]);
          const all = indices(x.shape);
          expectElements(result, (kept) =>
            fold(
              all
                .filter((index) =>
                  index.every((i, axis) => axes.includes(axis) || i === kept[axis]),
                )
                .map((index) => at(x, data, index)),
            ),
          );
          const dropped: Tensor = Reflect.apply(Reflect.get(x, op), x, [axes]);
          expect(dropped.shape).toEqual(x.shape.filter((_, axis) => !axes.includes(axis)));
          expect(dropped.dataSync()).toEqual(result.dataSync());
        }),
      );
    });
  }

  engineTest('matmul of batches, transposes and empties', () => {
    const size = fc.integer({ min: 0, max: 9 });
    fc.assert(
      fc.property(
        size,
        size,
        size,
        broadcastingPair(),
        fc.boolean(),
        (m, k, n, [batch, small], transposed) => {
          const a = filled([...batch, m, k]);
          const b = transposed
            ? filled([...small, n, k], 1).transpose()
            : filled([...small, k, n], 1);
          const [da, db] = [a.dataSync(), b.dataSync()];
          const product = a.matmul(b);
          expect(product.shape).toEqual([...batch, m, n]);
          expectElements(product, (index) => {
            const [i = 0, j = 0] = index.slice(-2);
            const outer = index.slice(0, -2);
            let sum = 0;
            for (let p = 0; p < k; p++)
              sum += at(a, da, [...outer, i, p]) * at(b, db, [...outer, p, j]);
            return sum;
          });
        },
      ),
      { numRuns: 60 },
    );
  });

  engineTest('slices with any start, stop and step', () => {
    const bound = fc.option(fc.integer({ min: -7, max: 7 }));
    const step = fc.integer({ min: -3, max: 3 }).filter((s) => s !== 0);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 6 }), bound, bound, step, (n, start, stop, by) => {
        const x = filled([n, 2]);
        const rows = Array.from({ length: n }, (_, i) => i);
        const taken = rows.filter(() => false);
        const normal = (i: number | null, fallback: number) =>
          i === null ? fallback : i < 0 ? i + n : i;
        // Python's own definition of range(*slice(start, stop, step).indices(n)).
        const [low, high] = by > 0 ? [0, n] : [-1, n - 1];
        const limit = (i: number) => Math.min(high, Math.max(low, i));
        const [from, to] =
          by > 0
            ? [normal(start, 0), normal(stop, n)]
            : [normal(start, n - 1), stop === null ? -1 : normal(stop, -1)];
        const end = stop === null ? to : limit(to);
        for (let i = limit(from); by > 0 ? i < end : i > end; i += by) taken.push(i);
        const data = x.dataSync();
        const result = x.slice([start, stop, by]);
        expect(result.shape).toEqual([taken.length, 2]);
        expectElements(result, ([i = 0, j = 0]) => data[(taken[i] ?? 0) * 2 + j] ?? Number.NaN);
        // A view of a view, and the way back.
        expect([...result.slice([null, null, -1]).slice([null, null, -1]).dataSync()]).toEqual([
          ...result.dataSync(),
        ]);
      }),
    );
  });

  engineTest('permute and reshape agree with reading element by element', () => {
    fc.assert(
      fc.property(shapes(4), fc.infiniteStream(fc.nat(100)), (shape, stream) => {
        const axes = shape.map((_, i) => i).sort(() => (stream.next().value ?? 0) - 50);
        const x = filled(shape);
        const data = x.dataSync();
        const turned = x.permute(axes);
        expectElements(turned, (index) => {
          const original = shape.map((_, axis) => index[axes.indexOf(axis)] ?? 0);
          return at(x, data, original);
        });
        expect([...turned.flatten().dataSync()]).toEqual([...turned.dataSync()]);
        expect([...turned.clone().dataSync()]).toEqual([...turned.dataSync()]);
      }),
    );
  });

  engineTest('concat and stack', () => {
    const parts = fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(parts, (sizes) => {
        const tensors = sizes.map((size, i) => filled([2, size, 3], i));
        const joined = concat(tensors, 1);
        let start = 0;
        for (const [i, size] of sizes.entries()) {
          expect([...joined.slice(null, [start, start + size]).dataSync()]).toEqual([
            ...(tensors[i]?.dataSync() ?? []),
          ]);
          start += size;
        }
        const equal = sizes.map((_, i) => filled([2, 3], i));
        expect(stack(equal, 1).shape).toEqual([2, sizes.length, 3]);
        expect([...stack(equal, 1).transpose(0, 1).dataSync()]).toEqual(
          equal.flatMap((t) => [...t.dataSync()]),
        );
      }),
    );
  });

  engineTest('gather and scatterAdd are inverse to each other in an inner product', () => {
    const picks = fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 6, maxLength: 6 });
    fc.assert(
      fc.property(picks, (values) => {
        const index = tensor(Int32Array.from(values), { shape: [2, 3] });
        const [x, y] = [filled([2, 5]), filled([2, 3], 1)];
        const forward = x.gather(1, index).mul(y).sum().item();
        const back = filled([2, 5]).mul(0).scatterAdd(1, index, y).mul(x).sum().item();
        expect(back).toBe(forward);
      }),
    );
    const bad = tensor(Int32Array.of(0, 5), { shape: [1, 2] });
    expect(() => filled([1, 5]).gather(1, bad)).toThrow(
      'gather: index 5 at [0, 1] is out of range for axis 1 of size 5',
    );
  });

  engineTest('softmax over any axis sums to one, far from zero too', () => {
    const x = tensor([
      [1000, 1001, 999],
      [-1000, -1000, -1000],
    ]);
    expect([...x.softmax().sum(-1).dataSync()]).toEqual([
      expect.closeTo(1, 6),
      expect.closeTo(1, 6),
    ]);
    expect([...x.transpose().softmax(0).sum(0).dataSync()]).toEqual([
      expect.closeTo(1, 6),
      expect.closeTo(1, 6),
    ]);
    expect(x.logSoftmax().dataSync()[3]).toBeCloseTo(-Math.log(3), 5);
  });

  engineTest('argmax takes the first largest, and NaN before all', () => {
    expect([
      ...tensor([
        [1, 3, 3],
        [2, Number.NaN, 9],
      ])
        .argmax(1)
        .dataSync(),
    ]).toEqual([1, 1]);
    expect([
      ...tensor([
        [1, 3, 3],
        [2, 0, 9],
      ])
        .argmin(0, { keepdim: true })
        .dataSync(),
    ]).toEqual([0, 1, 0]);
  });
});

describe('dtypes', () => {
  test.each([
    [
      'int32 + int32',
      () => tensor([1, 2], { dtype: 'int32' }).add(tensor([3, 4], { dtype: 'int32' })),
      'int32',
      [4, 6],
    ],
    ['int32 + 0.5', () => tensor([1, 2], { dtype: 'int32' }).add(0.5), 'float32', [1.5, 2.5]],
    ['int32 / 2', () => tensor([1, 2], { dtype: 'int32' }).div(2), 'float32', [0.5, 1]],
    ['bool + 1', () => tensor([true, false]).add(1), 'int32', [2, 1]],
    ['bool sum', () => tensor([true, true, false]).sum(), 'int32', [2]],
    ['float32 + float64', () => tensor([1]).add(tensor([2], { dtype: 'float64' })), 'float64', [3]],
    ['float32 > 1', () => tensor([1, 2]).gt(1), 'bool', [0, 1]],
    ['float to int', () => tensor([1.9, -1.9]).to('int32'), 'int32', [1, -1]],
    ['float to bool', () => tensor([0, 0.5]).to('bool'), 'bool', [0, 1]],
    ['where', () => tensor([1, 2]).where(tensor([true, false]), 9), 'float32', [1, 9]],
    ['mean of int32', () => tensor([1, 2], { dtype: 'int32' }).mean(), 'float32', [1.5]],
  ] as const)('%s', (_, compute, dtype, values) => {
    useEngine({});
    const result = compute();
    expect(result.dtype).toBe(dtype);
    expect([...result.dataSync()]).toEqual(values);
  });
});

describe('errors name the op, the shapes and the fix', () => {
  const x = () => filled([2, 3]);
  const int = (...values: number[]) => tensor(values, { dtype: 'int32' });
  test.each([
    [() => x().add(filled([2, 2])), 'add: shapes [2, 3], [2, 2] do not broadcast'],
    [
      () => filled([32, 784]).matmul(filled([512, 10])),
      'matmul: [32, 784] x [512, 10]: inner sizes 784 and 512 differ',
    ],
    [() => x().reshape([4, -1]), 'reshape: 6 elements do not fit [4, -1]'],
    [() => x().reshape([7]), 'reshape: [2, 3] has 6 elements, [7] has 7'],
    [() => x().sum(2), 'sum: axis 2 is out of range: expected -2 to 1'],
    [() => x().permute([0, 0]), 'permute: [0, 0] does not order the axes of [2, 3]'],
    [() => x().expand([4, 3]), 'expand: [2, 3] does not broadcast to [4, 3]'],
    [() => x().slice(null, null, null), 'slice: 3 ranges for a tensor of shape [2, 3]'],
    [
      () => concat([x(), filled([2, 2])], 0),
      'concat: float32 [2, 3] and float32 [2, 2] differ in more than axis 0',
    ],
    [() => concat([]), 'concat: needs at least one tensor'],
    [() => filled([0]).max(), 'max: axis 0 of [0] is empty'],
    [() => x().item(), 'item: the tensor has shape [2, 3], not one element'],
    [() => x().gather(0, x()), "gather: the index must be int32, got float32; use .to('int32')"],
    [() => tensor([[1, 2], [3]]), 'tensor: the nested arrays are ragged'],
    [() => dispatch(ops.matmul, [x(), 2], none), 'matmul: argument 2 must be a tensor, got 2'],
    [() => x().reshape([-2, -3]), 'reshape: [-2, -3] is not a shape'],
    [() => x().clamp(null), 'clamp: there is no limit'],
    [() => x().clamp(Number.NaN), 'clamp: a limit is NaN'],
    [() => x().norm(0, { p: Number.NaN }), 'norm: p is NaN'],
    [() => x().narrow(1, 2, 2), 'narrow: 2 elements from 2 on are not within axis 1 of [2, 3]'],
    [() => x().split(0), 'split: a size is a whole number from 1 up, not 0'],
    [() => x().split([1, 2]), 'split: sizes [1, 2] do not add up to 2'],
    [() => x().chunk(0.5), 'chunk: the count is a whole number from 1 up, not 0.5'],
    [() => x().pad([1]), 'pad: [1] do not fit a tensor of shape [2, 3]: two widths an axis'],
    [() => x().pad([-2, -2]), 'pad: [-2, -2] do not fit a tensor of shape [2, 3]: axis 1 is cut'],
    [() => x().pad([3, 0], { mode: 'reflect' }), 'pad: reflect adds at most 2 elements at an edge'],
    [() => x().diagonal(0, 1, -1), 'diagonal: axis 1 has no diagonal with itself'],
    [() => filled([3]).tril(), 'tril: [3] is no matrix'],
    [() => x().topk(4), 'topk: axis -1 of [2, 3] has no 4 elements'],
    [() => x().at(2), 'at: index 2 is out of range for axis 0 of size 2'],
    [() => x().at(0, 0, 0), 'at: indices for 3 axes, but the shape is [2, 3]'],
    [() => x().at(filled([2])), 'at: an index is int32 or bool, got float32'],
    [
      () => x().at(filled([3]).gt(0)),
      'at: a mask of shape [3] does not fit axis 0 and on of [2, 3]',
    ],
    [() => x().at(int(0, 2)), 'at: an index is out of range for axes of shape [2]'],
    [() => x().at(int(1), int(3)), 'at: an index is out of range for axes of shape [2, 3]'],
    [() => x().take(int(-7)), 'take: an index is out of range for axes of shape [6]'],
    [() => x().indexSelect(0, int(1).unsqueeze(0)), 'indexSelect: the index is a vector'],
    [() => einsum('ij,jk', x()), "einsum: 'ij,jk': it names 2 operands, but there are 1"],
    [() => einsum('ij,jk', x(), x()), "einsum: 'ij,jk': 'j' has sizes 3 and 2"],
    [() => einsum('ijk', x()), "einsum: 'ijk': 'ijk' does not fit operand 1 of [2, 3]"],
    [() => einsum('ij->ik', x()), "einsum: 'ij->ik': 'k' is in the result, but in no operand"],
    [() => einsum('ij->ii', x()), "einsum: 'ij->ii': 'i' is in the result twice"],
    [() => einsum('i1', x()), "einsum: 'i1': '1' is no letter"],
    [() => einsum('i->j->k', x()), "einsum: 'i->j->k': there is more than one '->'"],
  ])('%#', (body, message) => {
    useEngine({});
    expect(body).toThrow(message);
  });
});

test('concat brings its tensors to the largest dtype, as torch.cat', () => {
  const [f, i, b] = [tensor([0.5]), tensor([2], { dtype: 'int32' }), tensor([true])];
  expect(concat([i, f, b]).dtype).toBe('float32');
  expect([...concat([i, f, b]).dataSync()]).toEqual([2, 0.5, 1]);
  expect(concat([b, i]).dtype).toBe('int32');
  expect(stack([b, f]).dtype).toBe('float32');
});

describe('what JavaScript lets through is explained', () => {
  /** A call that TypeScript refuses. */
  const call = (target: unknown, name: string, ...args: unknown[]) =>
    Reflect.apply(Reflect.get(Object(target), name), target, args);
  const x = () => filled([2, 4]);
  test.each([
    ['randn', [2, 3], 'randn: the shape must be an array, got 2, 3: write [2, 3]'],
    ['zeros', [2, 3], 'zeros: the shape must be an array, got 2, 3: write [2, 3]'],
    ['zeros', [[-1, 2]], 'zeros: [-1, 2] is not a shape: sizes are whole and not negative'],
    ['randint', [5, [4]], 'randint: from, to and the shape: write randint(0, 5, [4])'],
    ['bernoulli', [filled([2])], 'bernoulli: the shape is missing, as in bernoulli(p, [2, 3])'],
    [
      'concat',
      [filled([2]), filled([2])],
      'concat: the tensors are one array, as in concat([a, b])',
    ],
    ['stack', [[filled([2]), 1]], 'stack: element 1 must be a tensor, got 1'],
    ['einsum', ['i', [1, 2]], 'einsum: argument 1 must be a tensor or a number, got an array'],
  ] as const)('%s(%j)', (name, args, message) => {
    expect(() => call(library, name, ...args)).toThrow(message);
  });
  test.each([
    ['reshape', [4, 2], 'reshape: the shape must be an array, got 4, 2: write [4, 2]'],
    ['permute', [1, 0], 'permute: the axes must be an array, got 1, 0: write [1, 0]'],
    ['expand', [4, 2], 'expand: the shape must be an array, got 4, 2: write [4, 2]'],
    ['pad', [1, 1], 'pad: the widths must be an array, got 1: write [1]'],
    ['tile', [4, 2], 'tile: the times must be an array, got 4, 2: write [4, 2]'],
    [
      'pad',
      [
        [
          [1, 2],
          [0, 3],
        ],
      ],
      'pad: [[1, 2], [0, 3]] do not fit a tensor of shape [2, 4]: the widths are one flat list ' +
        'from the last axis on, as in [0, 3, 1, 2]',
    ],
    ['slice', [1, 3], 'slice: axis 0: a range is [start, stop], [start, stop, step] or null'],
    ['clamp', [{ min: 2 }], 'clamp: a limit is a number, a tensor or null, as in clamp(low, high)'],
    ['sort', [{ descending: true }], 'sort: the axis is a number, got an object'],
    ['cumsum', [], 'cumsum: the axis is a number, got undefined'],
    ['sum', [{ keepdim: true }], 'sum: axes are a number or an array of numbers'],
    ['add', [[1, 2]], 'add: argument 2 must be a tensor or a number, got an array: wrap it with'],
    ['add', [], 'add: argument 2 must be a tensor or a number, got undefined'],
    ['matmul', [], 'matmul: argument 2 must be a tensor or a number, got undefined'],
  ] as const)('x.%s(...%j)', (name, args, message) => {
    expect(() => call(x(), name, ...args)).toThrow(message);
  });
});
