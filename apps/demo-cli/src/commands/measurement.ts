import type { ReportData } from '@plumbline/report';
import { type Command, Option } from 'commander';
import type { MeasureSettings } from '../measure/measure.ts';
import { dataSet } from '../options/data-set.ts';
import { whole } from '../options/numbers.ts';
import { path } from '../options/paths.ts';
import { shape } from '../options/shape.ts';
import type { Subject } from '../source/subject.ts';

/** A command that measures something on a network and reports it. */
export interface Measurement {
  readonly name: string;
  readonly description: string;
  /** What the report is called. */
  readonly title: string;
  /** Which examples it takes, and how many, unless told. */
  readonly split: 'train' | 'test';
  readonly examples: number;
  /** Options of its own. */
  readonly options?: readonly Option[];
  /** Whether nothing can be measured where a weight is NaN or infinite. */
  readonly needsFiniteWeights?: boolean;
  /** Imports what it runs. */
  readonly measure: (subject: Subject, how: How) => Promise<Partial<ReportData>>;
}

export interface How {
  readonly onProgress: (done: number, total: number) => void;
  /** What comes with the report: text before it, and fields beside those of its JSON. */
  readonly preface: (text: string, fields: object) => void;
  /** The values of the measurement's own options. */
  readonly options: Readonly<Record<string, unknown>>;
}

/** What commander hands over. */
interface Given extends Omit<MeasureSettings, 'network' | 'isModel' | 'weights' | 'input' | 'out'> {
  readonly model?: string;
  readonly weights?: string;
  readonly input?: readonly number[];
  readonly out?: string;
}

export function addMeasurement(program: Command, measurement: Measurement): void {
  const { name, description, split, examples, options = [] } = measurement;
  const command = program
    .command(name)
    .description(description)
    .argument('[run]', 'a run folder of `train`, a checkpoint in one, or what --model takes')
    .option('--model <name>', "a network's name, or a TypeScript file that exports one", path)
    .option('--weights <file>', 'a safetensors file for it', path)
    .option(
      '--data <folder>',
      'a data set in the IDX format of MNIST (default: that of the run, or mnist)',
      dataSet,
      null,
    )
    .addOption(
      new Option('--split <name>', 'which examples').choices(['train', 'test']).default(split),
    )
    .option('--examples <n>', 'how many of them', whole(1), examples)
    .option(
      '--input <shape>',
      'of one random input, as 3,32,32, for a file without `sample`',
      shape,
    )
    .option('--seed <n>', 'decides what is random', whole(0), 0)
    .option('--out <file>', 'write the report as one HTML file, too', path)
    .option('--force', 'overwrite that file', false)
    .option('--json', 'print the report as JSON', false);
  for (const option of options) command.addOption(option);
  command.action(async (run: string | undefined, given: Given) => {
    const { model, weights = null, input = null, out = null, ...others } = given;
    const network = run ?? model;
    if (network === undefined) {
      return command.error(
        "which network? Give a run folder, a network's name or a file of your own",
      );
    }
    if (run !== undefined && model !== undefined) {
      return command.error(`${run} and --model ${model} are two networks; give one of them`);
    }
    const { measure } = await import('../measure/measure.ts');
    const settings = { ...others, network, isModel: run === undefined, weights, input, out };
    await measure(measurement, settings, { ...given });
  });
}
