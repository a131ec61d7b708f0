import { chart, picture, table, wrap } from '@plumbline/report';
import manifest from '../../package.json' with { type: 'json' };
import { Interruption } from '../errors.ts';
import { withInterruption } from '../interruption.ts';
import { prepareFolder, refuseToOverwrite, writeFiles } from '../output-folder.ts';
import { taskBar } from '../progress/task-bar.ts';
import { Screen } from '../screen.ts';
import type { Claim, Conditions, Outcome } from './experiment.ts';
import { markdown } from './markdown.ts';
import type { Entry } from './registry.ts';
import { verdictOf } from './verdict.ts';

export interface ExperimentSettings extends Pick<Conditions, 'quick' | 'seed' | 'data'> {
  /** The folder for the three files. */
  readonly out: string;
  readonly force: boolean;
  readonly json: boolean;
}

const files = { result: 'result.json', picture: 'picture.svg', table: 'table.md' } as const;

/** Runs an experiment, prints what came out beside what was predicted, and writes its files. */
export async function runExperiment(entry: Entry, settings: ExperimentSettings): Promise<void> {
  const { quick, out, force, json } = settings;
  if (!force) await refuseToOverwrite(out, Object.values(files));
  await prepareFolder(out, Object.values(files));
  const screen = new Screen(json ? process.stderr : process.stdout);
  const start = performance.now();
  const outcome = await withInterruption('what was measured is lost', (signal) =>
    measure(entry, settings, screen, signal),
  );
  const seconds = (performance.now() - start) / 1000;
  const result = `${JSON.stringify(resultOf(entry, settings, outcome, seconds), null, 2)}\n`;
  const paths = await writeFiles(out, {
    [files.result]: result,
    [files.picture]: picture(chart(outcome.chart.series, outcome.chart), {
      title: outcome.chart.title,
    }),
    [files.table]: markdown(outcome, quick),
  });
  print(screen, outcome, quick);
  screen.line(`\n${seconds.toFixed(0)} s; written: ${paths.join(', ')}`);
  if (json) process.stdout.write(result);
}

async function measure(
  { name, about, load }: Entry,
  conditions: Pick<Conditions, 'quick' | 'seed' | 'data'>,
  screen: Screen,
  signal: AbortSignal,
): Promise<Outcome> {
  screen.line(`${name}: ${about}\n`);
  const experiment = await load();
  const bar = taskBar(name);
  const { quick, seed, data } = conditions;
  try {
    return await experiment({ quick, seed, data, signal, onProgress: bar.update });
  } catch (error) {
    if (error instanceof Interruption) screen.line('Interrupted; nothing was written.');
    throw error;
  } finally {
    bar.stop();
  }
}

function resultOf(
  { name }: Entry,
  { quick, seed, data }: ExperimentSettings,
  { settings, numbers, claims }: Outcome,
  seconds: number,
) {
  return {
    schema: 'plumbline-experiment/1',
    name,
    version: manifest.version,
    startedAt: new Date(Date.now() - 1000 * seconds).toISOString(),
    seconds,
    quick,
    seed,
    data,
    settings,
    numbers,
    claims,
    verdict: verdictOf(claims, quick),
  };
}

function print(screen: Screen, { table: { head, rows }, claims }: Outcome, quick: boolean): void {
  for (const line of table(head, rows)) screen.line(line);
  for (const claim of claims) {
    screen.line();
    for (const text of describe(claim)) say(screen, text);
  }
  screen.line();
  say(screen, verdictOf(claims, quick));
}

function say(screen: Screen, text: string): void {
  for (const line of wrap(text, screen.textWidth)) screen.line(line);
}

function describe({ prediction, source, measured, agrees }: Claim): string[] {
  return [
    `Predicted: ${prediction} (${source}).`,
    `Measured: ${measured}. ${agrees ? 'Agrees.' : 'Disagrees.'}`,
  ];
}
