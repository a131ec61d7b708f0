/**
 * The byte address (64-byte aligned) of at least `bytes` bytes for a kernel to work in, valid until
 * the next call. The call may grow the memory, and then every typed array over it is detached:
 * kernels that use scratch space deal in addresses.
 */
export type Scratch = (bytes: number) => number;
