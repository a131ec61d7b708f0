import { noGrad, Parameter } from '@plumbline/autograd';
import type { Module } from '@plumbline/layers';
import { isFloat, type TensorOptions } from '@plumbline/tensor';
import { backpropagate, type Results } from './evaluate.ts';
import type { Case } from './fixture.ts';
import { patternState } from './pattern.ts';

/**
 * With weights by formula: outputs and gradients in training, what becomes of the buffers, and
 * outputs in evaluation; named as python/layers.py names them.
 */
export function evaluateLayer(make: (options: TensorOptions) => Module, { inputs }: Case): Results {
  const given = inputs().map((t) => (isFloat(t.dtype) ? new Parameter(t) : t));
  const [x] = given;
  if (x === undefined) throw new Error('a layer needs an input');
  const layer = make(isFloat(x.dtype) ? { dtype: x.dtype } : {});
  layer.loadStateDict(patternState(layer.stateDict()));
  const results: Results = new Map();
  const output = layer.forward(x);
  results.set('output0', output.clone());
  backpropagate([output]);
  if (x instanceof Parameter && x.grad !== null) results.set('gradient0', x.grad);
  for (const [name, { grad }] of layer.namedParameters())
    if (grad !== null) results.set(`gradient.${name}`, grad);
  for (const [name, buffer] of layer.namedBuffers()) results.set(`after.${name}`, buffer.clone());
  results.set(
    'evaluated',
    noGrad(() => layer.eval().forward(x).clone()),
  );
  return results;
}
