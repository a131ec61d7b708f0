import { formatNorm, positiveRange, strip, table, wrap } from '@plumbline/report';
import type { Contestant } from '../contestant.ts';
import { describeSettings } from '../describe-run.ts';
import type { NetworkName } from '../networks.ts';
import { percent } from '../percent.ts';
import { type DepthsRun, finalLoss, type Run, type RunHead } from '../run.ts';
import type { Screen } from '../screen.ts';
import { depthRows, depthsHead } from './depth-rows.ts';

const colors = { plain: 'yellow', residual: 'cyan' } as const;

/** What is going to happen, with everything that was set. */
export function printIntroduction(
  screen: Screen,
  head: RunHead,
  [contestant]: readonly Contestant[],
): void {
  screen.line(screen.style('bold', 'Plumbline: two networks that differ in one thing'));
  screen.line();
  screen.line('  plain     y = relu(F(x))');
  screen.line('  residual  y = relu(x + F(x))');
  screen.line();
  const pairs = describeSettings(head, contestant?.model.parameterCount ?? 0);
  for (const [label, value] of pairs) printSetting(screen, label, value);
  screen.line();
}

function printSetting(screen: Screen, label: string, value: string): void {
  const indent = 19;
  const [first = '', ...others] = wrap(value, screen.textWidth - indent);
  screen.line(`  ${screen.style('dim', label.padEnd(indent - 2))}${first}`);
  for (const row of others) screen.line(' '.repeat(indent) + row);
}

/** What happened, and where the report is. */
export function printOutcome(screen: Screen, run: Run, paths: readonly string[]): void {
  screen.line();
  printTable(screen, run);
  screen.line();
  printStrips(screen, run);
  screen.line();
  for (const row of wrap(run.sentence, screen.textWidth)) screen.line(screen.style('bold', row));
  screen.line();
  for (const path of paths) screen.line(path);
}

/** All depths in one table. */
export function printDepths(screen: Screen, run: DepthsRun, paths: readonly string[]): void {
  screen.line();
  for (const line of table(depthsHead, depthRows(run))) screen.line(`  ${line}`);
  screen.line();
  for (const path of paths) screen.line(path);
}

function printTable(screen: Screen, { models, settings }: Run): void {
  const head = ['network', 'test accuracy', 'loss', '|g| first', '|g| last', 'seconds'];
  const rows = models.map((model) => {
    const { initialization } = model.gradientNorms;
    return [
      model.name,
      percent(model.testAccuracy),
      model.trainLoss.length === 0 ? '-' : finalLoss(model).toFixed(3),
      formatNorm(initialization[0]),
      formatNorm(initialization.at(-1)),
      model.seconds.toFixed(1),
    ];
  });
  for (const line of table(head, rows)) screen.line(`  ${line}`);
  const notes = [
    `loss: training loss, mean of the last 20 steps of ${settings.batch}`,
    '|g|: norm of the weights’ gradient in the first and the last layer, at initialization',
  ];
  for (const note of notes) screen.line(`  ${screen.style('dim', note)}`);
}

const moments = [
  ['at initialization', 'initialization'],
  ['at the end', 'end'],
] as const;

/** The gradient norm by depth, both networks before and after, on one common scale. */
function printStrips(screen: Screen, { models }: Run): void {
  const norms = models.flatMap(({ gradientNorms }) => moments.map(([, key]) => gradientNorms[key]));
  const range = positiveRange(norms.flat());
  const [low, high] = range.map(formatNorm);
  screen.line(`Gradient norm by depth, first layer to last, log scale ${low} (▁) to ${high} (█)`);
  const width = Math.max(10, Math.min(100, screen.columns - 30));
  for (const { name, gradientNorms } of models) {
    for (const [label, key] of moments) {
      const drawn = colored(screen, name, strip(gradientNorms[key], { width, range }));
      screen.line(`  ${name.padEnd(8)}  ${label.padEnd(17)}  ${drawn}`);
    }
  }
}

function colored(screen: Screen, name: NetworkName, text: string): string {
  return screen.style(colors[name], text);
}
