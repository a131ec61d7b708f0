import { Option } from 'commander';
import { positive, whole } from '../options/numbers.ts';
import type { AddCommand } from './command.ts';
import { addMeasurement } from './measurement.ts';

export const addLandscape: AddCommand = (program) =>
  addMeasurement(program, {
    name: 'landscape',
    description:
      'Slice the loss along one or two random directions, each filter as long as the weights have ' +
      'it (Li et al. 2018).',
    title: 'Loss landscape',
    split: 'train',
    examples: 256,
    needsFiniteWeights: true,
    options: [
      new Option('--dimensions <n>', 'directions').choices(['1', '2']).default('1'),
      new Option('--points <n>', 'along each (default: 21, with two directions 15)').argParser(
        whole(2),
      ),
      new Option('--radius <lengths>', 'how far, in lengths of the weights')
        .argParser(positive)
        .default(1),
    ],
    async measure({ model, sample }, { onProgress, options }) {
      const { landscape } = await import('@plumbline/diagnostics');
      const { dimensions, points, radius, seed } = options;
      return {
        landscape: landscape(model, sample, {
          onProgress,
          dimensions: dimensions === '2' ? 2 : 1,
          ...(typeof points === 'number' ? { points } : {}),
          ...(typeof radius === 'number' ? { radius } : {}),
          ...(typeof seed === 'number' ? { seed } : {}),
        }),
      };
    },
  });
