import { bytesPerElement, type DType } from '@plumbline/kernels';

/** Throws for a dtype that there is not, and says which ones there are. */
export function checkDType(dtype: DType, op: string): void {
  if (Object.hasOwn(bytesPerElement, dtype)) return;
  const known = Object.keys(bytesPerElement).join(', ');
  throw new TypeError(`${op}: no dtype '${String(dtype)}'; there are ${known}`);
}
