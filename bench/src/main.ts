/** Plumbline beside its peers: `pnpm bench`; README.md says how to read it. */
import { Command, Option } from 'commander';
import { caseNames } from './cases/case.ts';
import { type JsonOptions, jsonOption, positiveWhole, shown } from './command-line.ts';
import { compare } from './compare/compare.ts';
import { defaultRounds, type Options, quickRounds, settingsFrom } from './compare/settings.ts';

const rounds = `turns of every tool (default: ${defaultRounds}, with --quick ${quickRounds})`;

await new Command('bench')
  .description('Compare Plumbline with the tools that are installed, case by case.')
  .option('--rounds <n>', rounds, positiveWhole)
  .addOption(new Option('--case <name>', 'only this case').choices(caseNames))
  .option('--quick', 'short turns: to see that it works, not to compare', false)
  .addOption(jsonOption())
  .action((options: Options & JsonOptions) =>
    shown(options, (say) => compare(settingsFrom(options), say)),
  )
  .parseAsync();
