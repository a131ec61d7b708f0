import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { supports } from '../src/wasm/detect-mode.ts';

const source = (file: string): string => new URL(`../src/wasm/${file}`, import.meta.url).href;

/** What a process of its own prints that runs `lines` after importing what they need. */
function printed(lines: string, flags: readonly string[] = []): string {
  const script = `
    import { setFlagsFromString } from 'node:v8';
    import { FunctionBuilder } from '${source('assembler/function-builder.ts')}';
    import { loadFloats, storeFloats } from '${source('assembler/memory-access.ts')}';
    import { compile, moduleBytes } from '${source('assembler/module-builder.ts')}';
    import { detectMode, featureModes, supports } from '${source('detect-mode.ts')}';
    ${lines}`;
  const args = ['--conditions=development', ...flags, '--input-type=module', '-e', script];
  const { stdout, stderr, status } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return stdout.trim();
}

/** A function that copies two neighbours: a pair, if anything is. */
const pairOfStores = `
  function pair(name, mode) {
    const f = new FunctionBuilder(name);
    const address = f.i32();
    for (const at of [0, 16]) f.do(storeFloats(address, loadFloats(mode, address, 64 + at), at));
    return f;
  }`;

describe.runIf(supports('wide'))('pairs of vectors are joined', () => {
  test('by default', () => {
    expect(printed('console.log(detectMode())')).toBe('wide');
  });

  test('not on a processor without AVX2', () => {
    expect(printed('console.log(detectMode())', ['--no-enable-avx2'])).toBe('relaxed');
  });

  test.each(['--no-liftoff', '--no-wasm-lazy-compilation'])(
    'not where Node was told how to compile: %s',
    (flag) => {
      expect(printed('console.log(detectMode())', [flag])).toBe('relaxed');
    },
  );

  test('in our modules, and in no others that are compiled later', () => {
    const trace = printed(`${pairOfStores}
      setFlagsFromString('--trace-wasm-revectorize');
      const memory = new WebAssembly.Memory({ initial: 1 });
      const kernel = compile(pair('ours', 'wide'), memory, 'wide');
      // Optimized from the start, as joining is asked for.
      for (const flag of ['--no-liftoff', '--no-wasm-lazy-compilation']) setFlagsFromString(flag);
      new WebAssembly.Module(moduleBytes([pair('others', 'relaxed')], { mode: 'relaxed' }));
      console.log(typeof kernel);
    `);
    expect(trace).toContain('Begin revec function ours');
    expect(trace).not.toContain('others');
    expect(trace).toMatch(/function$/);
  });

  test('a module that is refused leaves no request behind', () => {
    const trace = printed(`${pairOfStores}
      import { compileWide } from '${source('assembler/wide-vectors.ts')}';
      try {
        compileWide(Uint8Array.of(0, 1, 2));
      } catch (error) {
        console.log(error.name);
      }
      setFlagsFromString('--trace-wasm-revectorize');
      for (const flag of ['--no-liftoff', '--no-wasm-lazy-compilation']) setFlagsFromString(flag);
      new WebAssembly.Module(moduleBytes([pair('others', 'relaxed')], { mode: 'relaxed' }));
    `);
    expect(trace).toBe('CompileError');
  });
});
