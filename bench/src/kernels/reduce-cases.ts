import type { ReduceOp } from '@plumbline/kernels';
import { prepared } from './arrays.ts';
import type { KernelCase } from './kernel-case.ts';
import { bytes, columns, rows } from './square.ts';

export const reduceCases: readonly KernelCase[] = [
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
