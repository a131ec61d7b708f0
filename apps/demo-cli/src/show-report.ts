import { statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { findingsOf } from '@plumbline/diagnostics';
import { parseReport, Report } from '@plumbline/report';
import { writeEventFile } from '@plumbline/report/tensorboard/node';
import { systemReason, UserError } from './errors.ts';
import { prepareFolder, refuseToOverwrite, writeFiles } from './output-folder.ts';
import { depthsPage } from './report/depths-page.ts';
import { reportPage } from './report/page.ts';
import { printDepths, printOutcome } from './report/terminal.ts';
import { parseComparison } from './run-format.ts';
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
export async function showReport(path: string, options: ShowOptions): Promise<void> {
  const isFolder = statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
  const file = isFolder ? join(path, 'run.json') : path;
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new UserError(`can't read ${file}: ${systemReason(error)}`, { cause: error });
  });
  const { out, tensorboard, force, json } = options;
  const shown = read(file, text);
  if (tensorboard !== undefined && shown.report === null) {
    throw new UserError(
      `${file}: a comparison has no form in TensorBoard; take the run.json of a \`train\``,
    );
  }
  if (out !== undefined) {
    if (!force) await refuseToOverwrite(dirname(out), [basename(out)]);
    await prepareFolder(dirname(out), [basename(out)]);
  }
  const screen = new Screen(process.stdout);
  if (json) screen.line(text.trimEnd());
  else shown.print(screen);
  const note = (line: string) =>
    void (json ? process.stderr.write(`${line}\n`) : screen.line(line));
  if (out !== undefined) {
    await writeFiles(dirname(out), { [basename(out)]: shown.html() });
    note(`\nReport: ${out}`);
  }
  if (tensorboard !== undefined && shown.report !== null) {
    await prepareFolder(tensorboard, []);
    note(`\nEvents: ${await writeEventFile(tensorboard, shown.report)}`);
  }
}

function read(file: string, text: string): Shown {
  const parsed = parse(file, text);
  const comparison = parseComparison(file, parsed);
  if (comparison !== null && 'runs' in comparison) {
    const print = (screen: Screen) => printDepths(screen, comparison, []);
    return { print, html: () => depthsPage(comparison), report: null };
  }
  if (comparison !== null) {
    const print = (screen: Screen) => printOutcome(screen, comparison, []);
    return { print, html: () => reportPage(comparison), report: null };
  }
  try {
    const report = withFindings(parseReport(parsed));
    const print = (screen: Screen) => screen.line(report.toString(screen.textFormat));
    return { print, html: () => report.toHTML(), report };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new UserError(`${file}: ${message}`, { cause: error });
  }
}

function parse(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UserError(`${file}: not JSON: ${reason}`, { cause: error });
  }
}

/** What the rules find in a report that nobody has judged yet, as one recorded in PyTorch. */
function withFindings(report: Report): Report {
  if (report.findings !== undefined || report.flow === undefined) return report;
  return new Report({ ...report, findings: findingsOf(report) });
}
