import { dispatch, none, ops, type Tensor, tensor, zeros } from '@plumbline/tensor';
import type { SampleInput } from '@plumbline/tensor/samples';

/** Float64 tensors (and indices, conditions) as a sample describes them, the same for every run. */
export function inputsOf(inputs: readonly SampleInput[], seed = 1): Tensor[] {
  return inputs.map((input, position) => inputOf(input, seed + 97 * position));
}

function inputOf(input: SampleInput, seed: number): Tensor {
  const { shape } = input;
  if ('index' in input) return tensor(Int32Array.from(input.index), { shape });
  if ('condition' in input)
    return tensor(Uint8Array.from(input.condition, Number), { dtype: 'bool', shape });
  // Its elements come from `withDerived`.
  if ('momentsOf' in input) return zeros(shape, { dtype: 'float64' });
  const count = shape.reduce((product, size) => product * size, 1);
  const { low = -2, high = 2 } = input;
  const uniform = (i: number) => Math.abs((Math.sin(seed * 12.9898 + i * 78.233) * 43758.5453) % 1);
  // Distinct elements: a shuffled grid without 0, a tenth apart at least.
  const grid = (i: number) => (((i * 7 + seed) % count) - count / 2 + 0.25) / 5;
  const values = Float64Array.from({ length: count }, (_, i) =>
    input.distinct === true ? grid(i) : low + (high - low) * uniform(i),
  );
  return tensor(values, { shape });
}

/** Whether an input may vary by itself. */
export function isFree(input: SampleInput): boolean {
  return !('momentsOf' in input);
}

/** The same tensors, with those that are functions of others computed from them. */
export function withDerived(inputs: readonly SampleInput[], tensors: readonly Tensor[]): Tensor[] {
  return tensors.map((tensor, position) => {
    const input = inputs[position];
    if (input === undefined || !('momentsOf' in input)) return tensor;
    const from = tensors[input.momentsOf];
    if (from === undefined) throw new RangeError(`there is no input ${input.momentsOf}`);
    return dispatch(ops.channelMoments, [from], none);
  });
}
