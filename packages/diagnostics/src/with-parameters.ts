import { Parameter } from '@plumbline/autograd';
import { Module } from '@plumbline/layers';
import type { Tensor } from '@plumbline/tensor';

/**
 * Runs `body` with other tensors in the fields of `model` in which parameters are, so that it
 * computes with them, and gradients arrive at them. The parameters themselves are never touched,
 * and are back in their fields after, also where `body` throws.
 */
export function withParameters<Result>(
  model: Module,
  replacements: ReadonlyMap<Parameter, Tensor>,
  body: () => Result,
): Result {
  const places = model
    .namedModules()
    .flatMap(([, module]) => placesIn(module))
    .filter(({ parameter }) => replacements.has(parameter));
  try {
    for (const { holder, key, parameter } of places) {
      Reflect.set(holder, key, replacements.get(parameter));
    }
    return body();
  } finally {
    for (const { holder, key, parameter } of places) Reflect.set(holder, key, parameter);
  }
}

interface Place {
  readonly holder: object;
  readonly key: string;
  readonly parameter: Parameter;
}

/**
 * Where parameters are: in fields, and in arrays and plain objects there, as `Module` finds them.
 */
function placesIn(holder: object): Place[] {
  return Object.entries(holder).flatMap(([key, value]: [string, unknown]): Place[] => {
    if (value instanceof Parameter) return [{ holder, key, parameter: value }];
    const isList = Array.isArray(value) || isPlainObject(value);
    return isList && !(value instanceof Module) ? placesIn(value) : [];
  });
}

function isPlainObject(value: unknown): value is object {
  return (
    typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
  );
}
