import { noGrad, type Parameter } from '@plumbline/autograd';
import { checkPositive } from './check-number.ts';
import { type GradientTransformation, stateless } from './gradient-transformation.ts';

/** Limits each element of each gradient to [-maxValue, maxValue]. RangeError unless it is above 0. */
export function clipByValue(maxValue: number): GradientTransformation<null> {
  checkPositive(maxValue, 'maxValue');
  return stateless((updates) => updates.map((g) => g?.clamp(-maxValue, maxValue) ?? null));
}

/** `clipByValue` for the `grad` of all parameters: PyTorch's clip_grad_value_. */
export function clipGradValue(parameters: Iterable<Parameter>, maxValue: number): void {
  checkPositive(maxValue, 'maxValue');
  noGrad(() => {
    for (const parameter of new Set(parameters)) {
      if (parameter.grad !== null) parameter.grad = parameter.grad.clamp(-maxValue, maxValue);
    }
  });
}
