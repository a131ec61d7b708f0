import type { Kernels } from '../kernels.ts';
import type { PointwiseOp } from '../pointwise.ts';
import { definitions } from './pointwise/definitions.ts';
import { WasmKernels } from './wasm-kernels.ts';

/** What it leaves to the reference kernels altogether. */
const isLeft = new Set<string>(['argSort', 'linearScan'] satisfies (keyof Kernels<never>)[]);

/**
 * Whether the wasm engine has a kernel of its own for float32 (of `pointwise`: for an op), or runs
 * the reference kernel on the same memory.
 */
export function runsAsWebAssembly(kernel: keyof Kernels<never> | PointwiseOp): boolean {
  if (isLeft.has(kernel)) return false;
  return Object.hasOwn(definitions, kernel) || Object.hasOwn(WasmKernels.prototype, kernel);
}
