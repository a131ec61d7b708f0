import type { AddCommand } from './command.ts';
import { addMeasurement } from './measurement.ts';

export const addInspect: AddCommand = (program) =>
  addMeasurement(program, {
    name: 'inspect',
    description:
      'Show the layers of a network, with shapes, parameters, multiply-adds and memory, and then ' +
      'its diagnosis.',
    title: 'Inspection',
    split: 'train',
    examples: 64,
    async measure({ model, sample }, { print }) {
      const { diagnose, summary } = await import('@plumbline/diagnostics');
      const input = 'isPlumblineTensor' in sample ? sample : sample[0];
      print(`${summary(model, input.slice([0, 1]))}\n`);
      return diagnose(model, sample);
    },
  });
