import { type Code, flatten, list, sized, text, unsigned } from './encoding.ts';
import type { FunctionBuilder } from './function-builder.ts';
import { type Kernel, redirectable } from './kernel-redirect.ts';

export type { Kernel };

const version = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00];
const sections = { type: 1, import: 2, function: 3, export: 7, code: 10 } as const;
const maximumPages = 65536;
/** What Chromium compiles synchronously on a page's main thread. */
const maximumModuleBytes = 4096;

/** The bytes of a module that imports its memory as `env.memory` and exports all functions. */
export function moduleBytes(
  functions: readonly FunctionBuilder[],
  options: { sharedMemory: boolean },
): Uint8Array<ArrayBuffer> {
  const types = functions.map(({ parameters, result }) => [
    0x60,
    list(parameters.map((type) => [type])),
    list(result === undefined ? [] : [[result]]),
  ]);
  // A shared memory has to be declared with a maximum, and the imported one may not exceed it.
  const limits = options.sharedMemory ? [0x03, 0, unsigned(maximumPages)] : [0x00, 0];
  const memory: Code = [text('env'), text('memory'), 0x02, limits];
  const section = (id: number, items: readonly Code[]): Code => [id, sized(list(items))];
  return new Uint8Array(
    flatten([
      version,
      section(sections.type, types),
      section(sections.import, [memory]),
      section(
        sections.function,
        functions.map((_, index) => unsigned(index)),
      ),
      section(
        sections.export,
        functions.map(({ name }, index) => [text(name), 0x00, unsigned(index)]),
      ),
      section(
        sections.code,
        functions.map(({ body }) => sized(body)),
      ),
    ]),
  );
}

/** Compiles one function over `memory`. */
export function compile(build: FunctionBuilder, memory: WebAssembly.Memory): Kernel {
  const bytes = moduleBytes([build], { sharedMemory: isShared(memory) });
  if (bytes.length > maximumModuleBytes) {
    throw new RangeError(`${build.name}: ${bytes.length} bytes is too large to compile at once`);
  }
  const instance = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory } });
  const exported = instance.exports[build.name];
  if (!isKernel(exported)) throw new TypeError(`${build.name} is no function`);
  const { name, result } = build;
  return redirectable(memory, { name, bytes, hasResult: result !== undefined, call: exported });
}

function isShared({ buffer }: { readonly buffer: ArrayBufferLike }): boolean {
  // By its name: a page that may not share memory has no SharedArrayBuffer to compare with.
  return buffer[Symbol.toStringTag] === 'SharedArrayBuffer';
}

function isKernel(value: WebAssembly.ExportValue | undefined): value is Kernel {
  return typeof value === 'function';
}
