import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ReportData } from '../src/index.ts';
import { eventFile } from '../src/tensorboard/index.ts';
import { writeEventFile } from '../src/tensorboard/node.ts';
import { expectedScalars } from './expected-scalars.ts';
import { anyReport } from './generated-flows.ts';
import { measuredReport } from './measured-report.ts';
import { readEventFile, scalarsOf, textsOf } from './read-event-file.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'plumbline-events-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const env = { ...process.env, PYTHONPATH: join(import.meta.dirname, '../.tensorboard') };
const python = (...args: readonly string[]) =>
  spawnSync('/usr/bin/python3', args, { env, encoding: 'utf8' });
const hasTensorBoard = python('-c', 'import tensorboard').status === 0;
if (!hasTensorBoard) {
  console.warn(
    'TensorBoard is not installed, so it does not read the event files: ' +
      'packages/report/install-tensorboard.sh installs it',
  );
}

test('writeEventFile gives each report a file under the name that TensorBoard looks for', async () => {
  const run = join(folder, 'runs/first');
  const options = { wallTime: 1234.5, host: 'my host/../etc' };
  const paths = [
    await writeEventFile(run, measuredReport, options),
    await writeEventFile(run, measuredReport, options),
  ];
  const name = 'events.out.tfevents.0000001234.my_host_.._etc';
  expect(paths.map((path) => basename(path))).toEqual([name, `${name}.1`]);
  expect(readdirSync(run).sort()).toEqual([name, `${name}.1`]);
  for (const path of paths) {
    const bytes = new Uint8Array(readFileSync(path));
    expect(bytes).toEqual(eventFile(measuredReport, { wallTime: 1234.5 }));
  }
});

test.skipIf(!hasTensorBoard)('TensorBoard reads the same numbers and texts', async () => {
  const reports = [measuredReport, ...fc.sample(anyReport, { numRuns: 20, seed: 5 })];
  const runs = reports.map((_, i) => join(folder, String(i)));
  for (const [i, report] of reports.entries()) {
    await writeEventFile(runs[i]!, report, { wallTime: 1e9 + i });
  }
  const { stdout, stderr, status } = python(join(import.meta.dirname, 'read_events.py'), ...runs);
  expect(status, stderr).toBe(0);
  expect(JSON.parse(stdout)).toEqual(reports.map(expectedReading));
});

function expectedReading(report: ReportData, i: number) {
  const own = readEventFile(eventFile(report));
  const scalars = report.flow === undefined ? scalarsOf(own) : expectedScalars(report.flow);
  const texts = [...textsOf(own)].map(([tag, text]) => [tag, { plugin: 'text', step: 0, text }]);
  return {
    wallTime: 1e9 + i,
    scalars: Object.fromEntries([...scalars].map(([tag, value]) => [tag, asPython(value)])),
    texts: Object.fromEntries(texts),
  };
}

function asPython(value: number): number | string {
  if (Number.isFinite(value)) return value;
  return value > 0 ? 'inf' : '-inf';
}
