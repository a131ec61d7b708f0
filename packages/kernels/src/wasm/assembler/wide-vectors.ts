import { isNode } from '../../node.ts';

/*
 * WebAssembly has vectors of 128 bits, the machine may have some of 256. V8 makes one instruction of
 * two that do the same with neighbours in memory, beginning at two stores side by side and going up
 * to where their values come from (`src/compiler/turboshaft/wasm-revec-phase.h`; in builds of Node
 * since nodejs/node#54896). It does so on request, an experimental one, and only where it optimizes.
 * So the request holds for as long as one of our modules is compiled, optimized from the start, and is
 * taken back before anything else runs on this thread. It is the process's: what V8 optimizes of others'
 * modules on its own threads in these milliseconds may be joined, too; and where two threads compile at
 * the same time, one may take it back too early for the other, whose module then is slower, and as right.
 * The threads of a team compile the same bytes without a request: V8 has the machine code already.
 */

/** That of Node 24: all kernels were tested as it joins them. (Bun says 13.6, and lacks the flags.) */
const testedV8 = /^13\.6\..*-node\./;

const request = ['--experimental-wasm-revectorize', '--no-liftoff', '--no-wasm-lazy-compilation'];
const asEver = ['--no-experimental-wasm-revectorize', '--liftoff', '--wasm-lazy-compilation'];

/** Whether there is such a request here. Whether it does anything depends on the processor, too. */
export function takesRequest(): boolean {
  if (!isNode() || process.arch !== 'x64' || !testedV8.test(process.versions.v8)) return false;
  // Whoever chose on the command line how WebAssembly is compiled is not overruled.
  return !process.execArgv.some((flag) => /^--.*(wasm|liftoff|jitless)/.test(flag));
}

/** A module in which pairs of vectors are joined; where `takesRequest`. */
export function compileWide(bytes: Uint8Array<ArrayBuffer>): WebAssembly.Module {
  const { setFlagsFromString } = process.getBuiltinModule('node:v8');
  for (const flag of request) setFlagsFromString(flag);
  try {
    return new WebAssembly.Module(bytes);
  } finally {
    for (const flag of asEver) setFlagsFromString(flag);
  }
}
