import { ops, type Tensor } from '@plumbline/tensor';
import { samples } from '@plumbline/tensor/samples';
import { describe, expect, test } from 'vitest';
import { grad, gradcheck } from '../src/index.ts';
import { rules } from '../src/rules/index.ts';
import { sampledOps } from './sampled-op.ts';

const differentiable = Object.entries(ops).flatMap(([name, op]) =>
  op.differentiable ? [name] : [],
);

describe('the op table', () => {
  test('has a rule and a sample for every differentiable op, and no other', () => {
    expect(Object.keys(rules).sort()).toEqual(differentiable.toSorted());
    expect(Object.keys(samples).sort()).toEqual(differentiable.toSorted());
  });
});

describe.each(sampledOps)('$name', ({ samples }) => {
  test.each(samples.map((sample, i) => [i, sample] as const))(
    'gradcheck of sample %i',
    (_, sample) => {
      const { f, floats } = sample();
      gradcheck(f, floats);
      // The rule is made of differentiable ops itself: the gradient of its gradient is checked too.
      const [first, ...others] = floats;
      if (first === undefined || first.size === 0) return;
      const energy = (y: Tensor) =>
        f(y, ...others)
          .square()
          .sum();
      gradcheck(grad(energy, { createGraph: true }), [first], { tolerance: 1e-5 });
    },
  );
});
