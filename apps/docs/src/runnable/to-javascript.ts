import { transform } from 'sucrase';
import type { Failure } from './messages.ts';

/** What the code is called in a stack. */
export const fileName = 'code.ts';

/**
 * TypeScript without its types, each line where it was, and imports as calls of `require`. Throws
 * `CodeError` where the code can't be read.
 */
export async function toJavaScript(code: string): Promise<string> {
  let script: string;
  try {
    script = transform(code, {
      transforms: ['typescript', 'imports'],
      disableESTransforms: true,
      preserveDynamicImport: true,
    }).code;
  } catch (error) {
    throw unreadable(error);
  }
  await checkSyntax(script);
  return script;
}

/** An error of the code's author, with its line. */
export class CodeError extends Error {
  readonly line: number | null;

  constructor({ message, line }: Failure) {
    super(message);
    this.line = line;
  }
}

/** What Sucrase lets through; a browser's own SyntaxError does not say the line. */
async function checkSyntax(script: string): Promise<void> {
  const { parse } = await import('acorn');
  try {
    parse(script, { ecmaVersion: 'latest', sourceType: 'module', allowAwaitOutsideFunction: true });
  } catch (error) {
    throw unreadable(error);
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
