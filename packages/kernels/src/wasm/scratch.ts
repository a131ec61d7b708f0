/**
 * The byte address (64-byte aligned) of at least `bytes` bytes for a kernel to work in, valid until
 * the next call. The call may grow the memory, and then every typed array over it is detached:
 * kernels that use scratch space deal in addresses.
 */
export type Scratch = (bytes: number) => number;

/** As many bytes, so that what follows is 64-byte aligned, too. */
export function aligned(bytes: number): number {
  return Math.ceil(bytes / 64) * 64;
}

/** The addresses of several regions of scratch space, asked for at once: one call ends the last. */
export function scratchRegions(scratch: Scratch, sizes: readonly number[]): number[] {
  const whole = sizes.map(aligned);
  let address = scratch(whole.reduce((sum, bytes) => sum + bytes, 0));
  return whole.map((bytes) => {
    address += bytes;
    return address - bytes;
  });
}
