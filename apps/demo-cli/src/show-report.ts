import { readFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { parseReport, type Report } from '@plumbline/report';
import { writeEventFile } from '@plumbline/report/tensorboard/node';
import { systemReason, UserError } from './errors.ts';
import { prepareFolder, refuseToOverwrite, writeFiles } from './output-folder.ts';
import { depthsPage } from './report/depths-page.ts';
import { reportPage } from './report/page.ts';
import { printDepths, printOutcome } from './report/terminal.ts';
import type { DepthsRun, Run } from './run.ts';
import { Screen } from './screen.ts';

export interface ShowOptions {
  /** An HTML file to write. */
  readonly out?: string;
  /** A folder for TensorBoard's event file. */
  readonly tensorboard?: string;
  readonly force: boolean;
  readonly json: boolean;
}

/** What a file holds, and how it is shown. */
interface Shown {
  readonly print: (screen: Screen) => void;
  readonly html: () => string;
  /** Null for what has no form in TensorBoard. */
  readonly report: Report | null;
}

/** Prints what a report file holds, and writes it in other forms. */
export async function showReport(file: string, options: ShowOptions): Promise<void> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new UserError(`can't read ${file}: ${systemReason(error)}`, { cause: error });
  });
  const { out, tensorboard, force, json } = options;
  const shown = read(file, text);
  const screen = new Screen(process.stdout);
  if (json) screen.line(text.trimEnd());
  else shown.print(screen);
  const note = (line: string) =>
    void (json ? process.stderr.write(`${line}\n`) : screen.line(line));
  if (out !== undefined) {
    if (!force) await refuseToOverwrite(dirname(out), [basename(out)]);
    await prepareFolder(dirname(out), [basename(out)]);
    await writeFiles(dirname(out), { [basename(out)]: shown.html() });
    note(`\nReport: ${out}`);
  }
  if (tensorboard !== undefined) {
    if (shown.report === null) {
      throw new UserError(
        `${file}: a comparison has no form in TensorBoard; take the run of one \`train\``,
      );
    }
    note(`\nEvents: ${await writeEventFile(tensorboard, shown.report)}`);
  }
}

function read(file: string, text: string): Shown {
  const parsed = parse(file, text);
  if (parsed?.schema === 'plumbline-compare/1') {
    const run: Run = checked(file, parsed, isRun);
    return {
      print: (screen) => printOutcome(screen, run, []),
      html: () => reportPage(run),
      report: null,
    };
  }
  if (parsed?.schema === 'plumbline-compare-depths/1') {
    const run: DepthsRun = checked(file, parsed, isDepthsRun);
    return {
      print: (screen) => printDepths(screen, run, []),
      html: () => depthsPage(run),
      report: null,
    };
  }
  try {
    const report = parseReport(parsed);
    const print = (screen: Screen) => screen.line(report.toString(screen.textFormat));
    return { print, html: () => report.toHTML(), report };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new UserError(`${file}: ${message}`, { cause: error });
  }
}

function parse(file: string, text: string) {
  try {
    return JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UserError(`${file}: not JSON: ${reason}`, { cause: error });
  }
}

/** What comparisons are read from, as far as reports of them take it. */
function isRun(run: Run): boolean {
  const lists = run.models.flatMap(({ trainLoss, gradientNorms }) => [
    trainLoss,
    gradientNorms.initialization,
    gradientNorms.end,
  ]);
  return lists.length === 6 && lists.every(Array.isArray) && typeof run.settings === 'object';
}

function isDepthsRun({ runs }: DepthsRun): boolean {
  return runs.every(isRun);
}

/** UserError where `value` has the schema's name and not its fields. */
function checked<Value>(file: string, value: Value, isWhole: (value: Value) => boolean): Value {
  try {
    if (isWhole(value)) return value;
  } catch {
    // A field of a field that is not there.
  }
  throw new UserError(`${file}: a comparison without its parts`);
}
