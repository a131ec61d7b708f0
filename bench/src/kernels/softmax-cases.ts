import type { SoftmaxOp } from '@plumbline/kernels';
import { prepared } from './arrays.ts';
import type { KernelCase } from './kernel-case.ts';

export const softmaxCases: readonly KernelCase[] = (
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
