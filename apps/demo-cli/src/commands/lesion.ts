import type { AddCommand } from './command.ts';
import { addMeasurement } from './measurement.ts';

export const addLesion: AddCommand = (program) =>
  addMeasurement(program, {
    name: 'lesion',
    description:
      'Take each residual block out of a trained network, swap neighbours, drop several at random, ' +
      'and see what that does to the loss (Veit et al. 2016).',
    title: 'Lesion',
    split: 'test',
    examples: 500,
    async measure({ model, sample }, { onProgress }) {
      const { lesion } = await import('@plumbline/diagnostics');
      return { lesion: lesion(model, sample, { onProgress }) };
    },
  });
