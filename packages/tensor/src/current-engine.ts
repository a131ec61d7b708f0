import { createEngine, type Engine, type EngineName, type EngineOptions } from '@plumbline/kernels';

let current: Engine | null = null;

/** The engine that ops run on; made at the first op. */
export function engine(): Engine {
  current ??= createEngine(fromEnvironment());
  return current;
}

/**
 * Makes a new engine with these options and runs all following ops on it. Tensors made before stay
 * on the engine before and can't meet new ones: choose first, then make tensors. Without a call,
 * the environment variable PLUMBLINE_ENGINE (`wasm` or `reference`) decides, and `wasm` without it.
 */
export function useEngine(options: EngineOptions): void {
  current = createEngine(options);
}

function fromEnvironment(): EngineOptions {
  const name = typeof process === 'undefined' ? undefined : process.env['PLUMBLINE_ENGINE'];
  if (name === undefined || name === '') return {};
  if (isEngineName(name)) return { name };
  throw new Error(`PLUMBLINE_ENGINE is '${name}': expected 'wasm' or 'reference'`);
}

function isEngineName(name: string): name is EngineName {
  return name === 'wasm' || name === 'reference';
}
