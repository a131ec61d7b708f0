import type { Options } from 'tsup';

/** How every package is built: one ES module an entry, with types. */
export function packageBuild(entry: string[]): Options {
  return { entry, format: 'esm', target: 'es2022', dts: true, clean: true, sourcemap: true };
}
