import { writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { diagnose, signalPropagation } from '@plumbline/diagnostics';
import { Report } from '@plumbline/report';
import { loadDigits } from '../story/digits.ts';
import { createNetwork } from '../story/networks.ts';
import { defaults } from '../story/settings.ts';

/** Makes the report that the diagnosis page shows as an example: the plain network of the first page. */
const digits = await loadDigits((file) =>
  readFile(join(import.meta.dirname, '../digits', `${file}.bin`)),
);
const model = createNetwork('plain', defaults, digits);
const sample = digits.train.batch(Int32Array.from({ length: 64 }, (_, i) => i));
const diagnosis = diagnose(model, sample);
const report = new Report({
  ...diagnosis,
  title: 'A plain network of 30 layers, before training',
  model: { ...diagnosis.model, name: 'Plain network' },
  signal: signalPropagation(model, sample),
});
const path = join(import.meta.dirname, '../diagnose/example-report.json');
writeFileSync(path, `${JSON.stringify(report, rounded)}\n`);

/** Six digits say enough. */
function rounded(_: string, value: unknown): unknown {
  return typeof value === 'number' ? Number(value.toPrecision(6)) : value;
}
