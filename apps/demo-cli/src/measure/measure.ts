import { basename, dirname } from 'node:path';
import { Report } from '@plumbline/report';
import manifest from '../../package.json' with { type: 'json' };
import type { Measurement } from '../commands/measurement.ts';
import { prepareFolder, refuseToOverwrite, writeFiles } from '../output-folder.ts';
import { taskBar } from '../progress/task-bar.ts';
import { Screen } from '../screen.ts';
import { requireFiniteWeights } from '../source/finite-weights.ts';
import { loadSubject, type Subject, type SubjectOptions } from '../source/subject.ts';
import { blamed } from '../source/unfit.ts';

export interface MeasureSettings extends SubjectOptions {
  /** An HTML file for the report, or null. */
  readonly out: string | null;
  readonly force: boolean;
  readonly json: boolean;
}

/** Measures something on a network and prints the report. */
export async function measure(
  measurement: Measurement,
  settings: MeasureSettings,
  options: Readonly<Record<string, unknown>>,
): Promise<void> {
  const { out, force, json } = settings;
  if (out !== null) {
    if (!force) await refuseToOverwrite(dirname(out), [basename(out)]);
    await prepareFolder(dirname(out), [basename(out)]);
  }
  const screen = new Screen(process.stdout);
  const print = (text: string) => {
    if (!json) screen.line(text);
  };
  let beside = {};
  const preface = (text: string, fields: object) => {
    print(text);
    beside = fields;
  };
  const bar = taskBar(measurement.name);
  let subject: Subject | null = null;
  let measured: Awaited<ReturnType<Measurement['measure']>>;
  try {
    subject = await loadSubject(settings);
    const { network, isModel } = settings;
    if (measurement.needsFiniteWeights) {
      await requireFiniteWeights(subject.model, isModel ? `--model ${network}` : network);
    }
    measured = await measurement.measure(subject, { onProgress: bar.update, preface, options });
  } catch (error) {
    throw blamed(error, subject);
  } finally {
    bar.stop();
  }
  const report = new Report({
    ...measured,
    title: `${measurement.title}: ${subject.name}, ${subject.sampleName}`,
    model: { name: subject.name, parameters: subject.model.parameterCount },
    source: { framework: 'plumbline', version: manifest.version },
  });
  const written = { ...report.toJSON(), ...beside };
  screen.line(json ? JSON.stringify(written, null, 2) : report.toString(screen.textFormat));
  if (out === null) return;
  const [page] = await writeFiles(dirname(out), { [basename(out)]: report.toHTML() });
  print(`\nReport: ${page}`);
}
