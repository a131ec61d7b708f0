import type { AddCommand } from './command.ts';
import { addMeasurement } from './measurement.ts';

export const addDiagnose: AddCommand = (program) =>
  addMeasurement(program, {
    name: 'diagnose',
    description: 'Find what keeps a network from training, before it is trained or after.',
    title: 'Diagnosis',
    split: 'train',
    examples: 64,
    async measure({ model, sample }, { onProgress }) {
      const { diagnose } = await import('@plumbline/diagnostics');
      return diagnose(model, sample, { onProgress });
    },
  });
