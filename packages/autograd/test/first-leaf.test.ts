import { tensor } from '@plumbline/tensor';
import { expect, test } from 'vitest';
import { backward, noGrad, Parameter } from '../src/index.ts';

// In a file of its own: what it tests happens once a process.
test('the first parameter may be made inside noGrad', () => {
  const w = noGrad(() => new Parameter(tensor([3])));
  backward(w.square());
  expect(w.grad?.item()).toBe(6);
});
