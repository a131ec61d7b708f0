import { noGrad, Parameter } from '@plumbline/autograd';
import type { Optimizer } from '@plumbline/optimizers';
import { stack, type Tensor } from '@plumbline/tensor';
import type { Results } from './evaluate.ts';
import type { Case } from './fixture.ts';
import { uniform } from './pattern.ts';

type Make = (parameters: Parameter[]) => Optimizer;

const steps = 20;
const shapes = [[3, 4], [5]] as const;

/** Two parameters after each of 20 steps, with the gradients of python/optimizers.py. */
export function evaluateOptimizer(make: Make, { id }: Case): Results {
  const dtype = id.endsWith('float64') ? 'float64' : 'float32';
  const parameters = shapes.map(
    (shape, i) => new Parameter(uniform({ shape, low: -2, high: 2, dtype }, 1 + i)),
  );
  const optimizer = make(parameters);
  const history: Tensor[][] = [[], []];
  for (let step = 0; step < steps; step++) {
    for (const [i, parameter] of parameters.entries()) {
      const rests = i === 1 && step % 3 === 2;
      parameter.grad = rests ? null : gradient(parameter, step, i);
    }
    optimizer.step();
    for (const [i, parameter] of parameters.entries())
      history[i]?.push(noGrad(() => parameter.clone()));
  }
  return new Map(history.map((after, i) => [`parameter${i}`, stack(after)]));
}

/** Depends on the parameter, so that one step's error goes into the next. */
function gradient(parameter: Parameter, step: number, position: number): Tensor {
  const dtype = parameter.dtype === 'float64' ? 'float64' : 'float32';
  const noise = uniform(
    { shape: parameter.shape, low: -1, high: 1, dtype },
    1000 + 2 * step + position,
  );
  return noGrad(() => parameter.add(noise));
}
