import type { Failure, Printed } from './messages.ts';
import { loadPackages } from './packages.ts';
import { runConsole } from './run-console.ts';
import { CodeError, fileName, toJavaScript, withLine } from './to-javascript.ts';

type Run = (require: (name: string) => object, exports: object, console: object) => Promise<void>;

/** The constructor of async functions, which has no name of its own. */
const AsyncFunction: new (...parametersAndBody: string[]) => Run = Reflect.get(
  Object.getPrototypeOf(async () => undefined),
  'constructor',
);
const named = `\n//# sourceURL=${fileName}`;

/** Runs TypeScript as a module of its own; returns how it failed, or null. */
export async function runCode(
  code: string,
  show: (printed: Printed) => void,
): Promise<Failure | null> {
  try {
    const run = await compiled(toJavaScript(code));
    await run(await loadPackages(code), {}, runConsole(show));
    return null;
  } catch (error) {
    return failureOf(error);
  }
}

/** What Sucrase lets through, though it is no JavaScript, throws here. */
async function compiled(script: string): Promise<Run> {
  try {
    return new AsyncFunction('require', 'exports', 'console', script + named);
  } catch (error) {
    throw await withLine(error, script);
  }
}

/** An error in words, with the line of the code that it came from or passed. */
export function failureOf(error: unknown): Failure {
  if (error instanceof CodeError) return { message: error.message, line: error.line };
  if (!(error instanceof Error)) return { message: `thrown: ${String(error)}`, line: null };
  const line = lineIn(error.stack);
  return { message: String(error), line: line === null ? null : line - linesBefore() };
}

function lineIn(stack = ''): number | null {
  const [, line] = new RegExp(`${fileName.replace('.', '\\.')}:(\\d+)`).exec(stack) ?? [];
  return line === undefined ? null : Number(line);
}

/** Lines that the engine puts before a function's body: what it says of an error on the first. */
function linesBefore(): number {
  const probe = new Function('require', 'exports', 'console', `return new Error().stack${named}`);
  return (lineIn(probe()) ?? 1) - 1;
}
