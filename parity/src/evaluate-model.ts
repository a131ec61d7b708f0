import { backward, noGrad, Parameter } from '@plumbline/autograd';
import { crossEntropy, type Module } from '@plumbline/layers';
import { type Tensor, tensor } from '@plumbline/tensor';
import type { Results } from './evaluate.ts';
import type { Case } from './fixture.ts';
import { patternState } from './pattern.ts';

/**
 * With weights by formula: what one step's forward and backward pass give, and what a pass in
 * evaluation gives after it; named as python/models.py names them.
 */
export function evaluateModel(make: () => Module, { inputs }: Case): Results {
  const [images] = inputs();
  if (images === undefined) throw new Error('a model needs images');
  const x = new Parameter(images);
  const model = make();
  model.loadStateDict(patternState(model.stateDict()));
  const logits = model.forward(x);
  const [count = 0, classes = 0] = logits.shape;
  const loss = crossEntropy(logits, labels(count, classes));
  const results: Results = new Map([
    ['logits', logits.clone()],
    ['loss', loss.clone()],
  ]);
  backward(loss);
  if (x.grad !== null) results.set('gradient', x.grad);
  for (const [name, { grad }] of model.namedParameters())
    if (grad !== null) results.set(`gradient.${name}`, grad);
  for (const [name, buffer] of model.namedBuffers()) results.set(`after.${name}`, buffer.clone());
  results.set(
    'evaluated',
    noGrad(() => model.eval().forward(x).clone()),
  );
  return results;
}

/** Spread over the classes. */
export function labels(count: number, classes: number): Tensor {
  return tensor(Int32Array.from({ length: count }, (_, i) => (7 * i) % classes));
}

const most = 32;

/** Of large tensors, elements from all over, then the largest (differences are relative to it); and the norm. */
export function digest(results: Results): Results {
  const digests: Results = new Map();
  for (const [name, t] of results) {
    if (t.size <= most) {
      digests.set(name, t);
      continue;
    }
    const data = t.dataSync();
    const sample = Float32Array.from({ length: most + 1 }, (_, i) =>
      i < most ? (data[Math.floor((i * t.size) / most)] ?? 0) : largestOf(data),
    );
    digests.set(name, tensor(sample));
    digests.set(`norm.${name}`, tensor(normOf(data)));
  }
  return digests;
}

function largestOf(values: ArrayLike<number>): number {
  let largest = 0;
  for (let i = 0; i < values.length; i++) largest = Math.max(largest, Math.abs(values[i] ?? 0));
  return largest;
}

function normOf(values: ArrayLike<number>): number {
  let squares = 0;
  for (let i = 0; i < values.length; i++) squares += (values[i] ?? 0) ** 2;
  return Math.sqrt(squares);
}
