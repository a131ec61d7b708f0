/** A compiled function: numbers in (addresses, counts), a number or nothing out. */
export type Kernel = (...parameters: number[]) => number;

/** A kernel as threads know it. */
export interface KernelSource {
  readonly name: string;
  /** Which it is among all. */
  readonly number: number;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Whether the caller is told anything: it has to wait for that. */
  readonly hasResult: boolean;
  /** Calls it on this thread. */
  readonly call: Kernel;
}

/** Takes a kernel's call in place of the kernel. */
export type Redirect = (source: KernelSource, parameters: readonly number[]) => number;

interface Home {
  redirect: Redirect | null;
}

/** By the memory that kernels work in. */
const homes = new WeakMap<WebAssembly.Memory, Home>();
let numbered = 0;

function homeOf(memory: WebAssembly.Memory): Home {
  let home = homes.get(memory);
  if (home === undefined) {
    home = { redirect: null };
    homes.set(memory, home);
  }
  return home;
}

/** Sends the calls of all kernels in a memory elsewhere. */
export function redirectKernels(memory: WebAssembly.Memory, to: Redirect): void {
  homeOf(memory).redirect = to;
}

/** Sends them elsewhere as long as `body` runs. */
export function withRedirect(memory: WebAssembly.Memory, to: Redirect, body: () => void): void {
  const home = homeOf(memory);
  const { redirect } = home;
  home.redirect = to;
  try {
    body();
  } finally {
    home.redirect = redirect;
  }
}

/** Calls a kernel, or tells whoever takes the calls in its place. */
function callIn(home: Home, source: KernelSource, parameters: readonly number[]): number {
  return home.redirect === null ? source.call(...parameters) : home.redirect(source, parameters);
}

/** What calls kernels in a memory by what they are, or tells whoever takes the calls in their place. */
export function callerIn(memory: WebAssembly.Memory): Redirect {
  const home = homeOf(memory);
  return (source, parameters) => callIn(home, source, parameters);
}

/** The same as a function of one kernel. */
export function redirectable(
  memory: WebAssembly.Memory,
  kernel: Omit<KernelSource, 'number'>,
): Kernel {
  const source = { ...kernel, number: numbered++ };
  const home = homeOf(memory);
  return (...parameters) => callIn(home, source, parameters);
}
