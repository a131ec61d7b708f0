import { transform } from 'sucrase';
import type { Failure } from './messages.ts';

/** What the code is called in a stack. */
export const fileName = 'code.ts';

/**
 * TypeScript without its types, each line where it was, and imports as calls of `require`. Throws a
 * `CodeError` where the code can't be read.
 */
export function toJavaScript(code: string): string {
  try {
    return transform(code, {
      transforms: ['typescript', 'imports'],
      disableESTransforms: true,
      preserveDynamicImport: true,
    }).code;
  } catch (error) {
    throw unreadable(error);
  }
}

/** An error of the code's author, with its line. */
export class CodeError extends Error {
  readonly line: number | null;

  constructor({ message, line }: Failure) {
    super(message);
    this.line = line;
  }
}

/** The same error with its line, which a browser's own SyntaxError does not say. */
export async function withLine(error: unknown, script: string): Promise<unknown> {
  const { parse } = await import('acorn');
  try {
    parse(script, { ecmaVersion: 'latest', sourceType: 'module', allowAwaitOutsideFunction: true });
    return error;
  } catch (found) {
    return unreadable(found);
  }
}

/** Both parsers end a message with "(line:column)". */
function unreadable(error: unknown): unknown {
  if (!(error instanceof SyntaxError)) return error;
  const [place, line] = /\s*\((\d+):\d+\)$/.exec(error.message) ?? ['', null];
  const text = error.message.slice(0, error.message.length - place.length);
  const message = `SyntaxError: ${text.replace(/^Error transforming [^:]*: /, '')}`;
  return new CodeError({ message, line: line === null ? null : Number(line) });
}
