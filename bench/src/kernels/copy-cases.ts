import { prepared } from './arrays.ts';
import type { KernelCase } from './kernel-case.ts';
import { bytes, columns, rows } from './square.ts';

export const copyCases: readonly KernelCase[] = [
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
