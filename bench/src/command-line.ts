import { writeFileSync } from 'node:fs';
import { InvalidArgumentError, Option } from 'commander';

/** Parses a whole number from 1 up. */
export function positiveWhole(text: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= 1) return value;
  throw new InvalidArgumentError('Expected a whole number from 1 up.');
}

/** `--json`: true without a file. */
export interface JsonOptions {
  readonly json?: string | true;
}

export function jsonOption(): Option {
  return new Option('--json [file]', 'all figures as JSON: to a file, or in place of the table');
}

/** Shows what `measure` says on the way, and writes what it returns where `--json` wants it. */
export async function shown(
  { json }: JsonOptions,
  measure: (say: (line: string) => void) => Promise<object>,
): Promise<void> {
  const say = json === true ? console.error : console.log;
  const text = JSON.stringify(await measure((line) => say(line)), null, 2);
  if (json === true) console.log(text);
  else if (json !== undefined) writeFileSync(json, `${text}\n`);
}
