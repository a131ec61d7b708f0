import { memory } from '@plumbline/tensor';
import { expect } from 'vitest';

/** Expects the same memory after `warmUp` steps and after `repeats` more. */
export function expectFlatMemory(
  step: () => void,
  { warmUp = 10, repeats = 50 }: { readonly warmUp?: number; readonly repeats?: number } = {},
): void {
  for (let i = 0; i < warmUp; i++) step();
  const before = memory();
  for (let i = 0; i < repeats; i++) step();
  expect(memory()).toEqual(before);
}
