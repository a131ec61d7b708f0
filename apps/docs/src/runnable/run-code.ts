import type { Failure, Printed } from './messages.ts';
import { loadPackages } from './packages.ts';
import { runConsole } from './run-console.ts';
import { CodeError, fileName, toJavaScript } from './to-javascript.ts';

const AsyncFunction: FunctionConstructor = Reflect.get(
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
    const [script, load] = await Promise.all([toJavaScript(code), loadPackages(code)]);
    const run = new AsyncFunction('require', 'exports', 'console', script + named);
    await run(load, {}, runConsole(show));
    return null;
  } catch (error) {
    return failureOf(error);
  }
}

/** An error in words, with the line of the code that it came from or passed. */
export function failureOf(error: unknown): Failure {
  if (error instanceof CodeError) return error;
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
