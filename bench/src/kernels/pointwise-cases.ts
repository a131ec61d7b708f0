import type { PointwiseOp } from '@plumbline/kernels';
import { prepared } from './arrays.ts';
import type { KernelCase } from './kernel-case.ts';
import { bytes, columns, rows } from './square.ts';

export const pointwiseCases: readonly KernelCase[] = [
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
