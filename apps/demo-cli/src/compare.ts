import { join } from 'node:path';
import { loadDigits } from './digits.ts';
import { Interruption } from './errors.ts';
import { withInterruption } from './interruption.ts';
import { LiveComparison } from './live/live-comparison.ts';
import { withLive } from './live/with-live.ts';
import { measure } from './measure-comparison.ts';
import { freshFolder, prepareFolder, refuseToOverwrite, writeFiles } from './output-folder.ts';
import { depthsPage } from './report/depths-page.ts';
import { reportPage } from './report/page.ts';
import { printDepths, printOutcome } from './report/terminal.ts';
import type { DepthsRun, Run } from './run.ts';
import { Screen } from './screen.ts';
import { type CompareSettings, defaults } from './settings.ts';

const [pageName, runName] = ['report.html', 'run.json'];

/**
 * Trains the two networks one after the other, at each depth, prints what happened, and writes the
 * report. Whatever can be wrong with the input is found before the training starts.
 */
export async function compare(settings: CompareSettings): Promise<void> {
  const digits = await loadDigits(settings);
  const out = settings.out ?? (await freshFolder(defaults.out));
  const isOnly = settings.depths.length === 1;
  const folderOf = (depth: number) => (isOnly ? out : join(out, `depth-${depth}`));
  for (const folder of [out, ...settings.depths.map(folderOf)]) {
    if (!settings.force) await refuseToOverwrite(folder, [pageName, runName]);
  }
  await prepareFolder(out, [pageName, runName]);
  const screen = new Screen(settings.json ? process.stderr : process.stdout);
  const runs = await withInterruption('the network under way is in no report', (signal) =>
    withLive(settings.live, screen, async (server) => {
      const live = server === null ? null : new LiveComparison(server);
      const done: Run[] = [];
      for (const depth of settings.depths) {
        if (signal.aborted) break;
        const run = await measure(digits, { ...settings, depth }, { screen, signal, live });
        await writeRun(screen, run, folderOf(depth));
        done.push(run);
      }
      return done;
    }),
  );
  const [first] = runs;
  const whole = isOnly && first !== undefined ? first : depthsRun(runs);
  if ('runs' in whole) await writeDepths(screen, whole, out);
  if (settings.json) process.stdout.write(`${JSON.stringify(whole, null, 2)}\n`);
  if (runs.length < settings.depths.length || runs.some(({ interrupted }) => interrupted))
    throw new Interruption();
}

async function writeRun(screen: Screen, run: Run, folder: string): Promise<void> {
  await prepareFolder(folder, [pageName, runName]);
  const json = `${JSON.stringify(run, null, 2)}\n`;
  const paths = await writeFiles(folder, { [pageName]: reportPage(run), [runName]: json });
  printOutcome(screen, run, paths);
}

function depthsRun(runs: readonly Run[]): DepthsRun {
  return { schema: 'plumbline-compare-depths/1', runs };
}

async function writeDepths(screen: Screen, run: DepthsRun, folder: string): Promise<void> {
  const json = `${JSON.stringify(run, null, 2)}\n`;
  const paths = await writeFiles(folder, { [pageName]: depthsPage(run), [runName]: json });
  printDepths(screen, run, paths);
}
