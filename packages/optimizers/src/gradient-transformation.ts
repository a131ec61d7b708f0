import type { Tensor } from '@plumbline/tensor';

/** What is to be added to a parameter, or null for one that got no gradient and stays as it is. */
export type Update = Tensor | null;

/**
 * One step on the way from gradients to updates (the idea is optax's). It may keep state between
 * calls (tensors and numbers in arrays and plain objects), and never changes what it is given.
 * `updates[i]` belongs to `parameters[i]` and has its shape.
 */
export interface GradientTransformation<State = unknown> {
  init(parameters: readonly Tensor[]): State;
  update(updates: readonly Update[], state: State, parameters: readonly Tensor[]): Step<State>;
}

export interface Step<State> {
  readonly updates: readonly Update[];
  readonly state: State;
}

/** A transformation that remembers nothing. */
export function stateless(
  update: (updates: readonly Update[], parameters: readonly Tensor[]) => readonly Update[],
): GradientTransformation<null> {
  return {
    init: () => null,
    update: (updates, state, parameters) => ({ updates: update(updates, parameters), state }),
  };
}

/** One transformation after the other; the state is the list of theirs. */
export function chain(
  ...transformations: readonly GradientTransformation[]
): GradientTransformation<readonly unknown[]> {
  return {
    init: (parameters) => transformations.map((transformation) => transformation.init(parameters)),
    update(updates, states, parameters) {
      let passed = updates;
      const state = transformations.map((transformation, i) => {
        const step = transformation.update(passed, states[i], parameters);
        passed = step.updates;
        return step.state;
      });
      return { updates: passed, state };
    },
  };
}
