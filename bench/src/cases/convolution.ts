import { backward, noGrad, Parameter } from '@plumbline/autograd';
import { ones, randn, scope } from '@plumbline/tensor';
import type { Work } from './case.ts';
import { finish } from './finish.ts';

const imageShape = [16, 64, 32, 32];
const weightShape = [64, 64, 3, 3];

export function convolutionForward(): Work {
  const [x, weight] = [randn(imageShape), randn(weightShape)];
  return () => noGrad(() => scope(() => finish(x.conv2d(weight, { padding: 1 }))));
}

export function convolutionBoth(): Work {
  const [x, weight] = [new Parameter(randn(imageShape)), new Parameter(randn(weightShape))];
  const gradient = ones(imageShape);
  return () =>
    scope(() => {
      backward(x.conv2d(weight, { padding: 1 }), { gradient });
      for (const parameter of [x, weight]) {
        if (parameter.grad === null) throw new Error('a gradient did not arrive');
        finish(parameter.grad);
        // Else the next pass would add to it.
        parameter.grad = null;
      }
    });
}
