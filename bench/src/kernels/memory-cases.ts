import type { PointwiseOp, ReduceOp, SoftmaxOp } from '@plumbline/kernels';
import { prepared } from './arrays.ts';
import type { KernelCase } from './kernel-case.ts';

/** 4 Mi elements, 16 MiB, as the loop that measures the limit copies. */
const [rows, columns] = [2048, 2048];
const bytes = rows * columns * 4;

const pointwise: readonly KernelCase[] = [
  pointwiseCase('relu', 1),
  pointwiseCase('add', 2),
  pointwiseCase('mul', 2),
  pointwiseCase('div', 2),
  pointwiseCase('sqrt', 1),
  pointwiseCase('exp', 1),
  pointwiseCase('log', 1),
  pointwiseCase('tanh', 1),
  {
    family: 'pointwise',
    name: 'add a number',
    bytes: 2 * bytes,
    prepare: prepared((arrays, engine) => {
      const [input, output] = [arrays.array([rows, columns]), arrays.array([rows, columns])];
      return () => engine.pointwise('add', [input, 0.5], output);
    }),
  },
  {
    family: 'pointwise',
    name: 'add a row to all rows',
    bytes: 2 * bytes,
    prepare: prepared((arrays, engine) => {
      const [input, output] = [arrays.array([rows, columns]), arrays.array([rows, columns])];
      const row = { ...arrays.array([columns]), shape: [rows, columns], strides: [0, 1] };
      return () => engine.pointwise('add', [input, row], output);
    }),
  },
  {
    family: 'pointwise',
    name: 'add a column to all columns',
    bytes: 2 * bytes,
    prepare: prepared((arrays, engine) => {
      const [input, output] = [arrays.array([rows, columns]), arrays.array([rows, columns])];
      const column = { ...arrays.array([rows]), shape: [rows, columns], strides: [1, 0] };
      return () => engine.pointwise('add', [input, column], output);
    }),
  },
];

function pointwiseCase(op: PointwiseOp, inputs: number): KernelCase {
  return {
    family: 'pointwise',
    name: op,
    bytes: (inputs + 1) * bytes,
    prepare: prepared((arrays, engine) => {
      const operands = Array.from({ length: inputs }, () => arrays.array([rows, columns]));
      const output = arrays.array([rows, columns]);
      return () => engine.pointwise(op, operands, output);
    }),
  };
}

const reductions: readonly KernelCase[] = [
  reduceCase('sum', [0, 1]),
  reduceCase('sum', [1]),
  reduceCase('sum', [0]),
  reduceCase('max', [1]),
  reduceCase('max', [0]),
  {
    family: 'reduce',
    name: 'argmax along axis 1',
    bytes,
    prepare: prepared((arrays, engine) => {
      const [input, output] = [arrays.array([rows, columns]), arrays.array([rows], 'int32')];
      return () => engine.argReduce('argmax', input, 1, output);
    }),
  },
];

function reduceCase(op: ReduceOp, axes: readonly number[]): KernelCase {
  const shape = [rows, columns].filter((_, axis) => !axes.includes(axis));
  return {
    family: 'reduce',
    name: `${op} along ${axes.length === 2 ? 'both axes' : `axis ${axes[0]}`}`,
    bytes,
    prepare: prepared((arrays, engine) => {
      const [input, output] = [arrays.array([rows, columns]), arrays.array(shape)];
      return () => engine.reduce(op, input, axes, output);
    }),
  };
}

const copies: readonly KernelCase[] = [
  {
    family: 'copy',
    name: 'contiguous',
    bytes: 2 * bytes,
    prepare: prepared((arrays, engine) => {
      const [input, output] = [arrays.array([rows, columns]), arrays.array([rows, columns])];
      return () => engine.copy(input, output);
    }),
  },
  {
    family: 'copy',
    name: 'transposed',
    bytes: 2 * bytes,
    prepare: prepared((arrays, engine) => {
      const [input, output] = [arrays.transposed([rows, columns]), arrays.array([rows, columns])];
      return () => engine.copy(input, output);
    }),
  },
  {
    family: 'copy',
    name: 'half of each row',
    bytes,
    prepare: prepared((arrays, engine) => {
      const half = [rows, columns / 2];
      const input = { ...arrays.array([rows, columns]), shape: half };
      const output = arrays.array(half);
      return () => engine.copy(input, output);
    }),
  },
  {
    family: 'copy',
    name: 'fill',
    bytes,
    prepare: prepared((arrays, engine) => {
      const output = arrays.array([rows, columns]);
      return () => engine.fill(0, output);
    }),
  },
];

const softmaxes: readonly KernelCase[] = (
  [
    ['softmax', 4096, 1024],
    ['logSoftmax', 4096, 1024],
    ['logSoftmax', 4096, 10],
  ] as const
).map(([op, rows, columns]) => softmaxCase(op, rows, columns));

function softmaxCase(op: SoftmaxOp, rows: number, columns: number): KernelCase {
  return {
    family: 'softmax',
    name: `${op} ${rows} x ${columns}`,
    bytes: 2 * rows * columns * 4,
    prepare: prepared((arrays, engine) => {
      const [input, output] = [arrays.array([rows, columns]), arrays.array([rows, columns])];
      return () => engine.softmax(op, input, output);
    }),
  };
}

/** The kernels that memory limits, if they are good. */
export const memoryCases: readonly KernelCase[] = [
  ...pointwise,
  ...reductions,
  ...copies,
  ...softmaxes,
];
