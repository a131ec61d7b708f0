import { backward, isTracked, Parameter } from '@plumbline/autograd';
import { isFloat, type Tensor } from '@plumbline/tensor';
import type { Case } from './fixture.ts';
import { uniform } from './pattern.ts';

/** A function of tensors, as a case calls it. */
export type Call = (...inputs: Tensor[]) => Tensor | readonly Tensor[];
/** By the name of a case; a name begins with the op's. */
export type Calls = Readonly<Record<string, Call>>;

/** Names as in the fixture: `output0`, and `gradient0` for the inputs that one reaches. */
export type Results = Map<string, Tensor>;

/** Calls the function as the case says, and the gradients of its outputs' weighted sum. */
export function evaluate(call: Call, { inputs }: Case): Results {
  const given = inputs().map((t) => (isFloat(t.dtype) ? new Parameter(t) : t));
  const made = call(...given);
  const outputs: readonly Tensor[] = 'dtype' in made ? [made] : made;
  const results: Results = new Map();
  // A copy: what backward() consumes may be released with it.
  for (const [i, output] of outputs.entries()) results.set(`output${i}`, output.clone());
  backpropagate(outputs);
  for (const [i, input] of given.entries()) {
    if (input instanceof Parameter && input.grad !== null) results.set(`gradient${i}`, input.grad);
  }
  return results;
}

/** From the sum of all outputs, each times numbers of its own. */
export function backpropagate(outputs: readonly Tensor[]): void {
  const tracked = [...outputs.entries()].filter(([, output]) => isTracked(output));
  for (const [position, [i, output]] of tracked.entries()) {
    const { shape } = output;
    const dtype = output.dtype === 'float64' ? 'float64' : 'float32';
    const gradient = uniform({ shape, low: -1, high: 1, dtype }, 101 + i);
    backward(output, { gradient, retainGraph: position < tracked.length - 1 });
  }
}
