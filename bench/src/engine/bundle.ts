import { build } from 'esbuild';

/** The bytes of a browser's bundle that exports what `entry`, a line of code, does. Minified. */
export async function bundle(entry: string, platform: 'browser' | 'node'): Promise<Uint8Array> {
  const { outputFiles } = await build({
    // Names resolve as they do for this folder, so that the workspace's packages are found.
    stdin: { contents: entry, resolveDir: import.meta.dirname, loader: 'ts' },
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    platform,
    write: false,
    logLevel: 'silent',
  });
  const [file] = outputFiles;
  if (file === undefined) throw new Error('esbuild wrote no bundle');
  return file.contents;
}
