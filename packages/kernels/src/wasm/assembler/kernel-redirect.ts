/** What a kernel is compiled from, and the number that threads know it by. */
export interface KernelSource {
  readonly number: number;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** Takes a kernel's call in place of the kernel. */
export type Redirect = (source: KernelSource, parameters: readonly number[]) => void;

let redirect: Redirect | null = null;
let numbered = 0;

/** Sends the calls of all kernels elsewhere, or no longer (null). Returns where they went before. */
export function redirectKernels(to: Redirect | null): Redirect | null {
  const before = redirect;
  redirect = to;
  return before;
}

/** A function that calls `compiled`, or tells whoever takes the calls in its place. */
export function redirectable(
  compiled: (...parameters: number[]) => number,
  bytes: Uint8Array<ArrayBuffer>,
): (...parameters: number[]) => number {
  const source = { number: numbered++, bytes };
  return (...parameters) => {
    if (redirect === null) return compiled(...parameters);
    redirect(source, parameters);
    return 0;
  };
}
