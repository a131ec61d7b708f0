import {
  type DifferentiableOpName,
  dispatch,
  isFloat,
  type Operand,
  ops,
  type Tensor,
} from '@plumbline/tensor';
import { type OpSample, samples } from '@plumbline/tensor/samples';
import { inputsOf, isFree, withDerived } from './random-inputs.ts';

/** An op as a function of those of a sample's inputs that may vary, and these inputs, in float64. */
export interface SampledOp {
  readonly f: (...floats: Tensor[]) => Tensor;
  readonly floats: readonly Tensor[];
}

/** Every op with a gradient, with its samples. */
export const sampledOps = Object.entries(samples).map(([key, opSamples]) => {
  const name = Object.keys(samples).find((op): op is DifferentiableOpName => op === key);
  if (name === undefined) throw new Error(`${key} is no op`);
  return { name, samples: opSamples.map((sample) => () => sampledOp(name, sample)) };
});

function sampledOp(name: DifferentiableOpName, sample: OpSample): SampledOp {
  const inputs = inputsOf(sample.inputs);
  const varies = inputs.map(
    ({ dtype }, position) => isFloat(dtype) && isFree(sample.inputs[position] ?? { shape: [] }),
  );
  const f = (...args: Tensor[]) => {
    const rest = [...args];
    const all = inputs.map((input, i) => (varies[i] ? (rest.shift() ?? input) : input));
    return run(name, withDerived(sample.inputs, all), sample.attributes ?? {});
  };
  return { f, floats: inputs.filter((_, position) => varies[position]) };
}

/** Runs an op that is known by name only, as the samples know it. */
function run(name: DifferentiableOpName, inputs: readonly Operand[], attributes: object): Tensor {
  return Reflect.apply(dispatch, null, [ops[name], inputs, attributes]);
}
