/** All comparisons with PyTorch, those that take minutes too: `pnpm parity`. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { startVitest } from 'vitest/node';
import { conformancePage } from './conformance-page.ts';
import { readFixture } from './fixture.ts';
import { ObservationReporter } from './reporter.ts';
import { hasTorch, whenMissing } from './torch.ts';

const root = join(import.meta.dirname, '..');

async function run({ write }: { readonly write: boolean }): Promise<void> {
  if (write && !hasTorch()) throw new Error(whenMissing);
  process.env['PARITY_LONG'] = '1';
  const reporter = new ObservationReporter((observations) => {
    if (!write) return;
    const page = conformancePage(observations, readFixture('ops').torch);
    writeFileSync(join(root, 'CONFORMANCE.md'), page);
    console.log('CONFORMANCE.md is written');
  });
  const reporters = ['default', reporter];
  // The page is compared with the tables by a test, which comes after it is written.
  const exclude = write ? ['test/conformance.test.ts'] : [];
  const vitest = await startVitest('test', [], { root, watch: false, reporters, exclude });
  await vitest.close();
}

await new Command('parity')
  .description('Compare Plumbline with PyTorch: every op, layer, loss and optimizer, and networks.')
  .option('--write', 'write what was seen to CONFORMANCE.md', false)
  .action(run)
  .parseAsync();
