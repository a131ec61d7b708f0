import { noGrad, Parameter } from '@plumbline/autograd';
import { type DType, Generator, randn, Tensor, tensor } from '@plumbline/tensor';
import type { Optimizer, OptimizerStateDict } from '../src/index.ts';

const shapes = [[3, 4], [5], [2, 3, 2, 2], [5, 3]];

export function startWeights(dtype: DType = 'float32'): Parameter[] {
  const generator = new Generator(3);
  return shapes.map((shape) => new Parameter(randn(shape, { dtype, generator })));
}

/** Steps `from` to `to` of a run whose gradients depend on the weights and on the step alone. */
export function train(
  optimizer: Optimizer,
  from: number,
  to: number,
  after: (step: number) => void = () => {},
): void {
  for (let t = from; t < to; t++) {
    const generator = new Generator(t);
    noGrad(() => {
      for (const [i, p] of optimizer.parameters.entries()) {
        const noise = randn(p.shape, { dtype: p.dtype, generator });
        p.grad = (t + i) % 5 === 0 ? null : p.mul(0.3).add(noise);
      }
    });
    optimizer.step();
    after(t);
  }
}

/** A state dict with each tensor as a file would have it: its elements, shape and dtype. */
export function storedDict(state: OptimizerStateDict): OptimizerStateDict {
  return Object.fromEntries(
    Object.entries(state).map(([name, value]) => [
      name,
      value instanceof Tensor ? copyOf(value) : value,
    ]),
  );
}

export function copyOf(value: Tensor): Tensor {
  return tensor(value.dataSync(), { shape: value.shape, dtype: value.dtype });
}

export function assignAll(parameters: readonly Parameter[], weights: readonly Tensor[]): void {
  for (const [i, p] of parameters.entries()) p.assign(weights[i] ?? p);
}

export const bits = (parameters: readonly Tensor[]) =>
  parameters.map((p) => [...new Uint8Array(p.dataSync().buffer)]);
