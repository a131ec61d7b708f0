import type { Engine } from '@plumbline/kernels';

export const families = [
  'matmul',
  'conv',
  'pointwise',
  'reduce',
  'channel',
  'layer-norm',
  'copy',
  'softmax',
] as const;
export type Family = (typeof families)[number];

/** One kernel at one shape. Exactly one of `flops` and `bytes` says what it is measured by. */
export interface KernelCase {
  readonly family: Family;
  readonly name: string;
  /** Multiply-adds count as two. */
  readonly flops?: number;
  /** What has to be read and written once. */
  readonly bytes?: number;
  /** Makes its arrays in the engine, and returns what calls the kernel once. */
  readonly prepare: (engine: Engine) => PreparedKernel;
}

export interface PreparedKernel {
  readonly call: () => void;
  readonly release: () => void;
}
