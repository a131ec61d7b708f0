import { prepared } from './arrays.ts';
import type { KernelCase } from './kernel-case.ts';

const sizes = [
  [512, 768],
  [4096, 256],
] as const;

export const layerNormCases: readonly KernelCase[] = sizes.flatMap(([rows, columns]) => {
  const [shape, bytes] = [[rows, columns], rows * columns * 4];
  return [
    {
      family: 'layer-norm',
      name: `layerNorm ${rows} x ${columns}`,
      bytes: 2 * bytes,
      prepare: prepared((arrays, engine) => {
        const [x, w, b] = [arrays.array(shape), arrays.array([columns]), arrays.array([columns])];
        const output = arrays.array(shape);
        return () => engine.layerNorm(x, w, b, 1e-5, output);
      }),
    },
    {
      family: 'layer-norm',
      name: `its gradients ${rows} x ${columns}`,
      bytes: 3 * bytes,
      prepare: prepared((arrays, engine) => {
        const [g, x, w] = [arrays.array(shape), arrays.array(shape), arrays.array([columns])];
        const [toInput, toParameters] = [arrays.array(shape), arrays.array([2, columns])];
        return () => engine.layerNormGrad(g, x, w, 1e-5, toInput, toParameters);
      }),
    },
  ];
});
