import { noGrad, Parameter } from '@plumbline/autograd';
import { stack, type Tensor } from '@plumbline/tensor';
import type { Results } from './evaluate.ts';
import type { Case } from './fixture.ts';
import { uniform } from './pattern.ts';

/** What is done in each step, with gradients that are there; and what is looked at after it. */
export interface Stepping {
  step(): void;
  /** Runs `look` with what the parameters have become. Default: as they are. */
  look?(look: () => void): void;
  /** In every third step the second parameter has no gradient. Default true. */
  readonly rests?: boolean;
}
export type MakeStepping = (parameters: Parameter[]) => Stepping;

const steps = 20;
const shapes = [[3, 4], [5]] as const;

/** Two parameters after each of 20 steps, with the gradients of python/optimizers.py. */
export function evaluateOptimizer(make: MakeStepping, { id }: Case): Results {
  const dtype = id.endsWith('float64') ? 'float64' : 'float32';
  const parameters = shapes.map(
    (shape, i) => new Parameter(uniform({ shape, low: -2, high: 2, dtype }, 1 + i)),
  );
  const { step: takeStep, look = (body: () => void) => body(), rests = true } = make(parameters);
  const history: Tensor[][] = [[], []];
  for (let step = 0; step < steps; step++) {
    for (const [i, parameter] of parameters.entries()) {
      parameter.grad = rests && i === 1 && step % 3 === 2 ? null : gradient(parameter, step, i);
    }
    takeStep();
    look(() => {
      for (const [i, parameter] of parameters.entries())
        history[i]?.push(noGrad(() => parameter.clone()));
    });
  }
  return new Map(history.map((after, i) => [`parameter${i}`, stack(after)]));
}

/** Depends on the parameter, so that one step's error goes into the next. */
function gradient(parameter: Parameter, step: number, position: number): Tensor {
  const dtype = parameter.dtype === 'float64' ? 'float64' : 'float32';
  const seed = 1000 + 2 * step + position;
  const noise = uniform({ shape: parameter.shape, low: -1, high: 1, dtype }, seed);
  return noGrad(() => parameter.add(noise));
}
