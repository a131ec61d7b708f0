import { isNode } from '../node.ts';

/** More would share caches and memory that are not theirs. */
const most = 8;

/** How many threads to use where nobody says: the processor's cores, where threads can share memory. */
export function defaultThreadCount(): number {
  return canShareMemory() ? Math.min(most, coreCount()) : 1;
}

/** In a browser only a page that is cross-origin isolated may share memory. */
export function canShareMemory(): boolean {
  if (typeof SharedArrayBuffer === 'undefined' || !('Worker' in globalThis || isNode()))
    return false;
  try {
    return (
      new WebAssembly.Memory({ initial: 0, maximum: 1, shared: true }).buffer instanceof
      SharedArrayBuffer
    );
  } catch {
    return false;
  }
}

function coreCount(): number {
  if (isNode()) return process.getBuiltinModule('node:os').availableParallelism();
  return 'navigator' in globalThis ? navigator.hardwareConcurrency : 1;
}
