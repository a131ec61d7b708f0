import { Parameter } from '@plumbline/autograd';
import { randn, scope, type Tensor } from '@plumbline/tensor';
import { median } from '../median.ts';

const opsPerBatch = 500;

/**
 * Microseconds of one pointwise op on two tensors of 8 elements that the tape records, with the
 * release of its result: all that an op costs beside its arithmetic.
 */
export function tapedOpMicroseconds(batches: number): number {
  const [a, b] = [new Parameter(randn([8])), new Parameter(randn([8]))];
  const times: number[] = [];
  // The first batches are compiled only as they run.
  for (let batch = -20; batch < batches; batch++) {
    const start = performance.now();
    scope(() => addOften(a, b));
    if (batch >= 0) times.push(((performance.now() - start) / opsPerBatch) * 1e3);
  }
  return median(times);
}

function addOften(a: Tensor, b: Tensor): void {
  for (let i = 0; i < opsPerBatch; i++) a.add(b);
}
