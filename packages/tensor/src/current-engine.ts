import {
  createEngine,
  type Engine,
  type EngineOptions,
  featureModes,
  mostThreads,
} from '@plumbline/kernels';
import { EnvironmentError } from './environment-error.ts';

let current: Engine | null = null;

/**
 * The engine that ops run on; made at the first op. EnvironmentError where an environment variable of
 * `useEngine` has a value that means nothing.
 */
export function engine(): Engine {
  current ??= createEngine(fromEnvironment());
  return current;
}

/**
 * Makes a new engine with these options and runs all following ops on it. Tensors made before stay
 * on the engine before and can't meet new ones: choose first, then make tensors. Without a call,
 * environment variables decide: PLUMBLINE_ENGINE (`wasm`, the default, or `reference`),
 * PLUMBLINE_MODE (`wide`, `relaxed`, `simd` or `scalar`; the best that the machine has by default),
 * PLUMBLINE_THREADS (1 to 32; one for each core by default) and PLUMBLINE_WINOGRAD (`on`, the
 * default, or `off`).
 */
export function useEngine(options: EngineOptions): void {
  current = createEngine(options);
}

function fromEnvironment(): EngineOptions {
  const options: EngineOptions = {};
  const name = oneOf('PLUMBLINE_ENGINE', ['wasm', 'reference']);
  if (name !== null) options.name = name;
  const mode = oneOf('PLUMBLINE_MODE', featureModes);
  if (mode !== null) options.mode = mode;
  const threads = variable('PLUMBLINE_THREADS');
  if (threads !== null) options.threads = threadCount(threads);
  const winograd = oneOf('PLUMBLINE_WINOGRAD', ['on', 'off']);
  if (winograd !== null) options.winograd = winograd === 'on';
  return options;
}

function threadCount(value: string): number {
  const count = Number(value);
  if (Number.isInteger(count) && count >= 1 && count <= mostThreads) return count;
  throw new EnvironmentError(
    `PLUMBLINE_THREADS is '${value}': expected a whole number from 1 to ${mostThreads}`,
  );
}

function oneOf<Choice extends string>(name: string, choices: readonly Choice[]): Choice | null {
  const value = variable(name);
  if (value === null) return null;
  const choice = choices.find((candidate) => candidate === value);
  if (choice !== undefined) return choice;
  throw new EnvironmentError(
    `${name} is '${value}': expected ${choices.map((c) => `'${c}'`).join(', ')}`,
  );
}

function variable(name: string): string | null {
  const value = typeof process === 'undefined' ? undefined : process.env[name];
  return value === undefined || value === '' ? null : value;
}
