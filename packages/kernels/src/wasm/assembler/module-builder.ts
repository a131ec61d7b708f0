import { type Code, flatten, list, sized, text, unsigned } from './encoding.ts';
import type { FeatureMode } from './feature-mode.ts';
import type { FunctionBuilder } from './function-builder.ts';
import { type Kernel, redirectable } from './kernel-redirect.ts';
import { type ValueType, valueTypes } from './scalars.ts';
import { compileWide } from './wide-vectors.ts';

export type { Kernel };

const version = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00];
const sections = { custom: 0, type: 1, import: 2, function: 3, export: 7, code: 10 } as const;
/** The parts of the name section. */
const [moduleName, functionNames] = [0, 1];
const maximumPages = 65536;
/** What Chromium compiles synchronously on a page's main thread. */
const maximumModuleBytes = 4096;

/** A function as a module has it. */
interface Definition {
  readonly name: string;
  readonly parameters: readonly ValueType[];
  readonly results: readonly ValueType[];
  readonly body: Code;
}

/**
 * The bytes of a module that imports its memory as `env.memory` and exports all functions; over a
 * shared memory also `fromRecord`, which makes a call of the first as threads are told of it.
 */
export function moduleBytes(
  functions: readonly FunctionBuilder[],
  options: { readonly sharedMemory: boolean; readonly mode: FeatureMode },
): Uint8Array<ArrayBuffer> {
  const all: Definition[] = functions.map(({ name, parameters, result, body }) => {
    return { name, parameters, results: result === undefined ? [] : [result], body };
  });
  if (options.sharedMemory) all.push(...all.slice(0, 1).map(fromRecord));
  const listOf = (types: readonly ValueType[]): Code => list(types.map((type) => [type]));
  // A shared memory has to be declared with a maximum, and the imported one may not exceed it.
  const limits = options.sharedMemory ? [0x03, 0, unsigned(maximumPages)] : [0x00, 0];
  const memory: Code = [text('env'), text('memory'), 0x02, limits];
  const section = (id: number, items: readonly Code[]): Code => [id, sized(list(items))];
  return new Uint8Array(
    flatten([
      version,
      section(
        sections.type,
        all.map(({ parameters, results }) => [0x60, listOf(parameters), listOf(results)]),
      ),
      section(sections.import, [memory]),
      section(
        sections.function,
        all.map((_, index) => unsigned(index)),
      ),
      section(
        sections.export,
        all.map(({ name }, index) => [text(name), 0x00, unsigned(index)]),
      ),
      section(
        sections.code,
        all.map(({ body }) => sized(body)),
      ),
      nameSection(all, options.mode),
    ]),
  );
}

/** What a profiler shows. V8 compiles modules of the same bytes once: modes have to differ in it. */
function nameSection(functions: readonly Definition[], mode: FeatureMode): Code {
  const names = functions.map(({ name }, index) => [unsigned(index), text(name)]);
  const parts = [moduleName, sized(text(mode)), functionNames, sized(list(names))];
  return [sections.custom, sized([text('name'), parts])];
}

/**
 * Is given the address of parameters, float64 one after the other, and calls the module's first
 * function. (Where JavaScript reads them, a step of 50 layers of 64 takes 3 % longer.)
 */
function fromRecord({ parameters, results }: Definition): Definition {
  const read = parameters.map((type, position) => [
    [0x20, 0],
    [0x2b, 3, unsigned(position * 8)],
    // By way of 64 bits, since addresses may be beyond 2^31 and strides negative.
    type === valueTypes.f32 ? [0xb6] : [0xfc, 0x06, 0xa7],
  ]);
  const drop = results.map(() => 0x1a);
  const body = [list([]), read, [0x10, 0], drop, 0x0b];
  return { name: 'fromRecord', parameters: [valueTypes.i32], results: [], body };
}

/** Compiles one function over `memory`; `mode` is the one it was generated for. */
export function compile(
  build: FunctionBuilder,
  memory: WebAssembly.Memory,
  mode: FeatureMode = 'scalar',
): Kernel {
  const bytes = moduleBytes([build], { sharedMemory: isShared(memory.buffer), mode });
  if (bytes.length > maximumModuleBytes && mode !== 'wide') {
    throw new RangeError(`${build.name}: ${bytes.length} bytes is too large to compile at once`);
  }
  const module = mode === 'wide' ? compileWide(bytes) : new WebAssembly.Module(bytes);
  const instance = new WebAssembly.Instance(module, { env: { memory } });
  const exported = instance.exports[build.name];
  if (!isKernel(exported)) throw new TypeError(`${build.name} is no function`);
  const { name, result } = build;
  return redirectable(memory, { name, bytes, hasResult: result !== undefined, call: exported });
}

export function isShared(buffer: ArrayBufferLike): boolean {
  // By its name: a page that may not share memory has no SharedArrayBuffer to compare with.
  return buffer[Symbol.toStringTag] === 'SharedArrayBuffer';
}

function isKernel(value: WebAssembly.ExportValue | undefined): value is Kernel {
  return typeof value === 'function';
}
