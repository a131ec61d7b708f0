import { prepared } from './arrays.ts';
import type { KernelCase } from './kernel-case.ts';

const sizes: readonly (readonly [m: number, k: number, n: number])[] = [
  [8, 8, 8],
  [64, 64, 64],
  [128, 64, 64],
  [128, 784, 512],
  [128, 512, 10],
  [1, 512, 512],
  [256, 256, 256],
  [512, 512, 512],
  [1024, 1024, 1024],
];

/** Which operand is transposed: none (forward), the second or the first (the two gradients). */
const kinds = ['nn', 'nt', 'tn'] as const;

export const matmulCases: readonly KernelCase[] = sizes.flatMap(([m, k, n]) =>
  kinds.map(
    (kind): KernelCase => ({
      family: 'matmul',
      name: `${m} x ${k} x ${n} ${kind}`,
      flops: 2 * m * k * n,
      prepare: prepared((arrays, engine) => {
        const a = kind === 'tn' ? arrays.transposed([m, k]) : arrays.array([m, k]);
        const b = kind === 'nt' ? arrays.transposed([k, n]) : arrays.array([k, n]);
        const output = arrays.array([m, n]);
        return () => engine.matmul(a, b, output);
      }),
    }),
  ),
);
