import type { Refuse } from './dtypes.ts';

/** PyTorch's indices, labels and counts: int64, and seldom large. */
export function int32OfInt64(data: ArrayBuffer, refuse: Refuse): Int32Array {
  const halves = new Int32Array(data);
  return Int32Array.from({ length: halves.length / 2 }, (_, i) => {
    const [low = 0, high] = [halves[2 * i], halves[2 * i + 1]];
    if (high === low >> 31) return low;
    const value = new BigInt64Array(data)[i];
    throw refuse(`I64 is read as int32, but element ${i} is ${value}`);
  });
}
