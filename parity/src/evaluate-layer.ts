import { noGrad, Parameter } from '@plumbline/autograd';
import { isFloat, type Tensor, type TensorOptions } from '@plumbline/tensor';
import type { Called, Layers } from './cases/layers/made.ts';
import { backpropagate, type Results } from './evaluate.ts';
import type { Case } from './fixture.ts';
import { patternState } from './pattern.ts';

/**
 * With weights by formula: outputs and gradients in training, what becomes of the buffers, and
 * outputs in evaluation; named as python/layers.py names them. Training is left out where the
 * fixture has none, since the layer draws at random.
 */
export function evaluateLayer(make: Layers[string], { inputs, expected }: Case): Results {
  const given = inputs().map((t) => (isFloat(t.dtype) ? new Parameter(t) : t));
  const { layer, call } = called(make(optionsFor(given)));
  layer.loadStateDict(patternState(layer.stateDict()));
  const results: Results = new Map();
  if (expected.has('output0')) {
    const output = call(...given);
    results.set('output0', output.clone());
    backpropagate([output]);
  }
  for (const [i, input] of given.entries()) {
    if (input instanceof Parameter && input.grad !== null) results.set(`gradient${i}`, input.grad);
  }
  for (const [name, { grad }] of layer.namedParameters())
    if (grad !== null) results.set(`gradient.${name}`, grad);
  for (const [name, buffer] of layer.namedBuffers()) results.set(`after.${name}`, buffer.clone());
  layer.eval();
  results.set(
    'evaluated',
    noGrad(() => call(...given).clone()),
  );
  return results;
}

function called(made: ReturnType<Layers[string]>): Called {
  if ('call' in made) return made;
  return { layer: made, call: (x) => made.forward(x!) };
}

function optionsFor(inputs: readonly Tensor[]): TensorOptions {
  return inputs.some(({ dtype }) => dtype === 'float64') ? { dtype: 'float64' } : {};
}
