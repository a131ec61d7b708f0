import { Parameter } from '@plumbline/autograd';
import { randn, scope, type Tensor } from '@plumbline/tensor';
import { median } from '../median.ts';

const opsPerBatch = 500;

/**
 * Microseconds of one pointwise op on two tensors of 8 elements that the tape records, with the
 * release of its result: all that an op costs beside its arithmetic. Each op needs the result of the
 * one before, and the last is read, since an engine may never compute what nobody reads.
 */
export function tapedOpMicroseconds(batches: number): number {
  const [a, b] = [new Parameter(randn([8])), new Parameter(randn([8]))];
  const times: number[] = [];
  // In the first batches the runtime still compiles.
  for (let batch = -20; batch < batches; batch++) {
    const start = performance.now();
    scope(() => chain(a, b).dataSync());
    if (batch >= 0) times.push(((performance.now() - start) / opsPerBatch) * 1e3);
  }
  return median(times);
}

function chain(a: Tensor, b: Tensor): Tensor {
  let sum = a;
  for (let i = 0; i < opsPerBatch; i++) sum = sum.add(b);
  return sum;
}
