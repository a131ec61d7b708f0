import type { Command } from 'commander';

/** Adds a command to the program. Its action throws `Interruption` where Ctrl-C ended it early. */
export type AddCommand = (program: Command) => void;
