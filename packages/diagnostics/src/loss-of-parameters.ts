import type { Parameter } from '@plumbline/autograd';
import type { Module } from '@plumbline/layers';
import type { Tensor } from '@plumbline/tensor';
import type { Trial } from './sample.ts';
import { withParameters } from './with-parameters.ts';

/** The loss of a model as a function of what is trained. */
export interface LossOfParameters {
  /** The trained parameters (those with `requiresGrad`), by path. */
  readonly parameters: readonly (readonly [name: string, parameter: Parameter])[];
  /** The loss with these values, one a parameter, in their place. */
  readonly loss: (trial: Trial, values: readonly Tensor[]) => Tensor;
}

/** RangeError where nothing is trained; `name` is for that error. */
export function lossOfParameters(name: string, model: Module): LossOfParameters {
  const parameters = model.namedParameters().filter(([, { requiresGrad }]) => requiresGrad);
  if (parameters.length === 0) {
    throw new RangeError(
      `${name}: the model has no parameter that is trained; set requiresGrad on some`,
    );
  }
  return {
    parameters,
    loss: ({ input, loss }, values) => {
      const replacements = new Map(parameters.map(([, parameter], i) => [parameter, values[i]!]));
      return withParameters(model, replacements, () => loss(model.forward(input)));
    },
  };
}
