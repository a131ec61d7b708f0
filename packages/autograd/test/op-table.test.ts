import {
  type DifferentiableOpName,
  dispatch,
  isFloat,
  type Operand,
  ops,
  type Tensor,
} from '@plumbline/tensor';
import { samples } from '@plumbline/tensor/samples';
import { describe, expect, test } from 'vitest';
import { grad, gradcheck } from '../src/index.ts';
import { rules } from '../src/rules/index.ts';
import { inputsOf, isFree, withDerived } from './random-inputs.ts';

/** Runs an op that is known by name only, as the samples know it. */
function run(name: DifferentiableOpName, inputs: readonly Operand[], attributes: object): Tensor {
  return Reflect.apply(dispatch, null, [ops[name], inputs, attributes]);
}

const differentiable = Object.entries(ops).flatMap(([name, op]) =>
  op.differentiable ? [name] : [],
);

describe('the op table', () => {
  test('has a rule and a sample for every differentiable op, and no other', () => {
    expect(Object.keys(rules).sort()).toEqual(differentiable.toSorted());
    expect(Object.keys(samples).sort()).toEqual(differentiable.toSorted());
  });
});

describe.each(Object.entries(samples))('%s', (key, opSamples) => {
  const name = Object.keys(samples).find((op): op is DifferentiableOpName => op === key);
  test.each(opSamples.map((sample, i) => [i, sample] as const))(
    'gradcheck of sample %i',
    (_, sample) => {
      if (name === undefined) throw new Error(`${key} is no op`);
      const inputs = inputsOf(sample.inputs);
      const varies = inputs.map(
        ({ dtype }, position) => isFloat(dtype) && isFree(sample.inputs[position] ?? { shape: [] }),
      );
      const floats = inputs.filter((_, position) => varies[position]);
      const f = (...args: Tensor[]) => {
        const rest = [...args];
        const all = inputs.map((input, i) => (varies[i] ? (rest.shift() ?? input) : input));
        return run(name, withDerived(sample.inputs, all), sample.attributes ?? {});
      };
      gradcheck(f, floats);
      // The rule is made of differentiable ops itself: the gradient of its gradient is checked too.
      const first = floats[0];
      if (first === undefined || first.size === 0) return;
      const others = floats.slice(1);
      gradcheck(
        (x) =>
          grad(
            (y) =>
              f(y, ...others)
                .square()
                .sum(),
            { createGraph: true },
          )(x),
        [first],
        {
          tolerance: 1e-5,
        },
      );
    },
  );
});
