import type { Finding } from '@plumbline/report';
import { plural } from '../describe-run.ts';
import type { AddCommand } from './command.ts';
import { addMeasurement } from './measurement.ts';

export const addInspect: AddCommand = (program) =>
  addMeasurement(program, {
    name: 'inspect',
    description:
      'Show the layers of a network, with shapes, parameters, multiply-adds and memory, and its ' +
      'diagnosis.',
    title: 'Inspection',
    split: 'train',
    examples: 64,
    async measure({ model, sample }, { preface, onProgress }) {
      const { diagnose, summary } = await import('@plumbline/diagnostics');
      const input = 'isPlumblineTensor' in sample ? sample : sample[0];
      const layers = summary(model, input.slice([0, 1]));
      const diagnosis = diagnose(model, sample, { onProgress });
      preface(`${verdict(diagnosis.findings)}\n\n${layers}\n`, { summary: layers });
      return diagnosis;
    },
  });

/** What was found, in a line: the table of layers is long. */
function verdict(findings: readonly Finding[]): string {
  const [worst] = findings;
  if (worst === undefined) return 'Nothing was found that keeps it from training.';
  const rest = findings.length - 1;
  const others = rest === 0 ? '' : ` (and ${plural(rest, 'finding')} more)`;
  return `${worst.severity}: ${worst.title}${others} What to try stands below the layers.`;
}
