import type { AddCommand } from './command.ts';
import { addMeasurement } from './measurement.ts';

export const addPaths: AddCommand = (program) =>
  addMeasurement(program, {
    name: 'paths',
    description:
      'Split the gradient at the first block by the length of the paths that it took through the ' +
      'residual blocks (Veit et al. 2016).',
    title: 'Paths',
    split: 'train',
    examples: 16,
    needsFiniteWeights: true,
    async measure({ model, sample }, { onProgress }) {
      const { paths } = await import('@plumbline/diagnostics');
      return { paths: paths(model, sample, { onProgress }) };
    },
  });
