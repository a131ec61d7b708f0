import type { Command } from 'commander';

/**
 * Adds a command to the program. Its action throws `Interruption` where Ctrl-C ended it early.
 * What it runs it imports when it runs, so that help and completion answer at once.
 */
export type AddCommand = (program: Command) => void;
