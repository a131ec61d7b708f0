/** Every kernel beside what the machine can do: `pnpm bench:kernels`. */
import { Command, Option } from 'commander';
import { type JsonOptions, jsonOption, positiveWhole, shown } from '../command-line.ts';
import { families } from './kernel-case.ts';
import { type KernelOptions, measureKernels } from './measure-kernels.ts';

await new Command('bench:kernels')
  .description("Measure each kernel beside the machine's limits in WebAssembly.")
  .option('--threads <n>', "the engine's threads", positiveWhole, 1)
  .addOption(new Option('--family <name>', 'only these kernels').choices(families))
  .option('--quick', 'measure each kernel for a moment only', false)
  .addOption(jsonOption())
  .action((options: KernelOptions & JsonOptions) =>
    shown(options, (say) => measureKernels(options, say)),
  )
  .parseAsync();
