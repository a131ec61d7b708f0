import { type Tensor, tensor } from '@plumbline/tensor';
import type { SampleInput } from '@plumbline/tensor/samples';

/** Float64 tensors (and indices, conditions) as a sample describes them, the same for every run. */
export function inputsOf(inputs: readonly SampleInput[], seed = 1): Tensor[] {
  return inputs.map((input, position) => inputOf(input, seed + 97 * position));
}

function inputOf(input: SampleInput, seed: number): Tensor {
  const { shape } = input;
  if ('index' in input) return tensor(Int32Array.from(input.index), { shape });
  if ('condition' in input) return tensor(Uint8Array.from(input.condition, Number), { shape });
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
