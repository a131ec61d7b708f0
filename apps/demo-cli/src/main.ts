#!/usr/bin/env node
import { describeError, exitCodeOf, exitCodes } from './errors.ts';
import { createProgram } from './program.ts';

/** Runs the command, and returns what to exit with. */
async function run(args: readonly string[]): Promise<number> {
  try {
    await createProgram().parseAsync(args, { from: 'user' });
    return exitCodes.success;
  } catch (error) {
    const description = describeError(error);
    if (description !== null) process.stderr.write(`plumbline: ${description}\n`);
    return exitCodeOf(error);
  }
}

// Whoever reads a pipe may stop early (`plumbline compare | head`), and a terminal may be closed (EIO);
// the files are still written.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error) => {
    if (!('code' in error) || (error.code !== 'EPIPE' && error.code !== 'EIO')) throw error;
  });
}

process.exitCode = await run(process.argv.slice(2));
