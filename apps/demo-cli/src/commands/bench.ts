import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { UserError } from '../errors.ts';
import type { AddCommand } from './command.ts';

/** Beside this file's sources; what is installed from npm has no benchmarks anywhere. */
const script = fileURLToPath(new URL('../../../../bench/src/main.ts', import.meta.url));
const isSource = import.meta.filename.endsWith('.ts');

export const addBench: AddCommand = (program) => {
  program
    .command('bench')
    .description('Compare the speed with PyTorch and others; in a clone of the repository.')
    .helpOption(false)
    .allowUnknownOption()
    .argument('[options...]', 'those of bench/README.md')
    .action(async (options: readonly string[]) => {
      if (!isSource || !existsSync(script)) {
        throw new UserError(
          'bench: the benchmarks and the peers they measure are in the repository alone; clone it ' +
            'and run `npx -y pnpm@12.21.0 bench` there',
        );
      }
      const child = spawn(process.execPath, [script, ...options], { stdio: 'inherit' });
      const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
      if (code !== 0) throw new UserError(`bench: ended with exit code ${code}`);
    });
};
