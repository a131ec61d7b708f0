import { Option } from 'commander';
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
    needsFiniteWeights: true,
    options: [
      new Option(
        '--blocks <paths>',
        'what to take out, as layer1.0,layer1.1 (default: residual blocks)',
      ),
    ],
    async measure({ model, sample }, { onProgress, options: { blocks } }) {
      const { lesion } = await import('@plumbline/diagnostics');
      const chosen = typeof blocks === 'string' ? { blocks: blocks.split(',') } : {};
      return { lesion: lesion(model, sample, { onProgress, ...chosen }) };
    },
  });
