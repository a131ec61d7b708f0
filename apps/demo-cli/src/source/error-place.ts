import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** Where `error` arose in the user's own `file`, as net.ts:3:15; `file` alone where nothing says so. */
export function placeOf(error: unknown, file: string): string {
  if (!(error instanceof Error)) return file;
  const { stack = '' } = error;
  return frameIn(stack, file) ?? excerptIn(stack, file) ?? checked(error, file) ?? file;
}

/** Whether the network's own code threw `error`, and not what it called. */
export function isThrownIn(file: string, error: Error): boolean {
  const [frame = ''] = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return frame.includes(pathToFileURL(resolve(file)).href);
}

function frameIn(stack: string, file: string): string | null {
  const start = `${pathToFileURL(resolve(file)).href}:`;
  const at = stack.indexOf(start);
  const [numbers] = at === -1 ? [] : (/^\d+:\d+/.exec(stack.slice(at + start.length)) ?? []);
  return numbers === undefined ? null : `${file}:${numbers}`;
}

/** What Node writes above an error of syntax: path and line, the line itself, and a caret below. */
function excerptIn(text: string, file: string): string | null {
  const { path, line } = /^(?<path>\S.*):(?<line>\d+)\n/.exec(text)?.groups ?? {};
  if (path === undefined || line === undefined) return null;
  const found = path.startsWith('file:') ? fileURLToPath(path) : path;
  const caret = text.split('\n').find((row) => /^\s*\^+\s*$/.test(row));
  const column = caret === undefined ? '' : `:${caret.indexOf('^') + 1}`;
  return `${found === resolve(file) ? file : found}:${line}${column}`;
}

/** In JavaScript an error of syntax keeps the place to itself; Node says it on its way out. */
function checked(error: Error, file: string): string | null {
  if (error.name !== 'SyntaxError') return null;
  const { stderr } = spawnSync(process.execPath, ['--check', resolve(file)], { encoding: 'utf8' });
  return excerptIn(stderr, file);
}
