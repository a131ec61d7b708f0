#!/usr/bin/env node
import { trainClassifier } from './classifier/train-classifier.ts';
import { createProgram } from './command-line.ts';
import { compare } from './compare.ts';
import { describeError, exitCodeOf, exitCodes } from './errors.ts';

/** Runs the command, and returns what to exit with. */
async function run(args: readonly string[]): Promise<number> {
  let exitCode: number = exitCodes.success;
  const note = ({ interrupted }: { readonly interrupted: boolean }) => {
    if (interrupted) exitCode = exitCodes.interrupted;
  };
  const program = createProgram({
    compare: async (settings) => note(await compare(settings)),
    train: async (settings) => note(await trainClassifier(settings)),
  });
  try {
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    const description = describeError(error);
    if (description !== null) process.stderr.write(`plumbline: ${description}\n`);
    exitCode = exitCodeOf(error);
  }
  return exitCode;
}

// Whoever reads a pipe may stop early (`plumbline compare | head`); the files are still written.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error) => {
    if (!('code' in error) || error.code !== 'EPIPE') throw error;
  });
}

process.exitCode = await run(process.argv.slice(2));
