import { existsSync } from 'node:fs';
import * as nodeModule from 'node:module';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Sample } from '@plumbline/diagnostics';
import { Module } from '@plumbline/layers';
import { Tensor } from '@plumbline/tensor';
import { UserError } from '../errors.ts';
import { placeOf } from './error-place.ts';

/** A network of the user's own. */
export interface OwnNetwork {
  readonly model: Module;
  /** What the file says to try it on. */
  readonly sample: Sample | null;
}

const expected =
  'expected `export default` with a Module or a function that makes one, and, if you like, ' +
  '`export const sample = [input, target]`';

/**
 * Loads a network from a TypeScript or JavaScript file: its default export, a `Module` or a function
 * that makes one, and its export `sample`. The file's imports from `@plumbline` are this command's
 * packages. UserError for a file that is missing, fails, or exports something else.
 */
export async function loadOwnNetwork(file: string): Promise<OwnNetwork> {
  const path = resolve(file);
  if (!existsSync(path)) throw new UserError(`${file}: no such file`);
  const exports = await importFile(file, path);
  const model: unknown = isFunction(exports['default'])
    ? call(file, exports['default'])
    : exports['default'];
  if (!(model instanceof Module)) throw new UserError(`${file}: ${expected}`);
  const sample: unknown = isFunction(exports['sample'])
    ? call(file, exports['sample'])
    : exports['sample'];
  if (sample === undefined) return { model, sample: null };
  if (sample instanceof Tensor) return { model, sample };
  const [input, target]: readonly unknown[] = Array.isArray(sample) ? sample : [];
  if (input instanceof Tensor && target instanceof Tensor)
    return { model, sample: [input, target] };
  throw new UserError(`${file}: its sample is no tensor and no [input, target]; ${expected}`);
}

async function importFile(file: string, path: string): Promise<Record<string, unknown>> {
  // One copy of the packages: a Module of another one would be no Module here.
  const hooks = nodeModule.registerHooks?.({
    resolve: (specifier, context, next) =>
      specifier.startsWith('@plumbline/')
        ? next(specifier, { ...context, parentURL: import.meta.url })
        : next(specifier, context),
  });
  try {
    return await import(pathToFileURL(path).href);
  } catch (error) {
    throw failed(file, error);
  } finally {
    hooks?.deregister();
  }
}

function isFunction(value: unknown): value is () => unknown {
  return typeof value === 'function' && !(value.prototype instanceof Module);
}

function call(file: string, make: () => unknown): unknown {
  try {
    return make();
  } catch (error) {
    throw failed(file, error);
  }
}

function failed(file: string, error: unknown): UserError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const hint =
    code === 'ERR_UNKNOWN_FILE_EXTENSION' ? ' (TypeScript needs Node 22.18 or later)' : '';
  return new UserError(
    `${placeOf(error, file)}: ${error instanceof Error ? error.message : String(error)}${hint}`,
    {
      cause: error,
    },
  );
}
