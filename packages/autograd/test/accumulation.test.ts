import { manualSeed, memory, randn, type Tensor, useEngine } from '@plumbline/tensor';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { backward, Parameter } from '../src/index.ts';

const sizes = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 6 });

test.each([
  ['float64', 1e-13],
  ['float32', 1e-5],
] as const)(
  'the gradients of micro-batches, weighted by their sizes, add up to that of the batch (%s)',
  (dtype, tolerance) => {
    fc.assert(
      fc.property(sizes, fc.nat(1000), (parts, seed) => {
        manualSeed(seed);
        const weights = [randn([4, 8], { dtype }), randn([8, 3], { dtype })].map(
          (weight) => new Parameter(weight),
        );
        const [a, b] = weights;
        const loss = (x: Tensor) => x.matmul(a!).tanh().matmul(b!).logSoftmax().square().mean();
        const gradients = () => {
          const found = weights.map(({ grad }) => grad!.clone());
          for (const weight of weights) weight.zeroGrad();
          return found;
        };
        const total = parts.reduce((sum, size) => sum + size, 0);
        const batch = randn([total, 4], { dtype });
        backward(loss(batch));
        const whole = gradients();

        let start = 0;
        for (const size of parts) {
          const micro = batch.slice([start, start + size]);
          backward(loss(micro).mul(size / total));
          start += size;
        }
        for (const [i, sum] of gradients().entries()) {
          const scale = whole[i]!.abs().max().item();
          expect(sum.sub(whole[i]!).abs().max().item()).toBeLessThan(tolerance * scale);
        }
      }),
    );
  },
);

test('memory is that of one micro-batch, and flat', () => {
  useEngine({});
  const w = new Parameter(randn([16, 16]));
  const step = (parts: number) => {
    let peak = 0;
    for (let part = 0; part < parts; part++) {
      const x = randn([8, 16]);
      const loss = x.matmul(w).tanh().square().mean().div(parts);
      peak = Math.max(peak, memory().bytes);
      backward(loss);
      for (const tensor of [loss, x]) tensor.release();
    }
    w.zeroGrad();
    return peak;
  };
  const few = step(2);
  const before = memory();
  for (let i = 0; i < 200; i++) expect(step(4)).toBe(few);
  expect(memory()).toEqual(before);
});
