import { dispatch, ops, type Tensor } from '@plumbline/tensor';
import { type AttributesOf, operandAt, type Rule, type RuleStep } from './rule.ts';

type ScanStep = RuleStep<AttributesOf<'linearScan'>>;

/** y[i] = d[i] y[i - 1] + x[i]: what arrives at y[i - 1] is its own gradient and d[i] times y[i]'s. */
export const linearScan: Rule<AttributesOf<'linearScan'>> = [
  (g, step) => atInput(g, step).mul(delayed(step.output, step.attributes.axis)),
  atInput,
];

/** The same recurrence backwards, with the factors of the elements behind. */
function atInput(g: Tensor, step: ScanStep): Tensor {
  const { axis } = step.attributes;
  const decay = operandAt(step, 0);
  const factors = typeof decay === 'number' ? decay : delayed(decay.flip(axis), axis);
  return dispatch(ops.linearScan, [factors, g.flip(axis)], { axis }).flip(axis);
}

/** Every element in the place of the one behind it, and 0 in the first place. */
function delayed(x: Tensor, axis: number): Tensor {
  const { shape } = x;
  const starts = shape.map((_, i) => Number(i === axis));
  const attributes = { starts, steps: shape.map(() => 1), shape };
  const length = Math.max(0, (shape[axis] ?? 0) - 1);
  return dispatch(ops.sliceScatter, [x.narrow(axis, 0, length)], attributes);
}
