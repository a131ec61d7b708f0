import { scope, type Tensor } from '@plumbline/tensor';

/** What is to be added to a parameter, or null for one that got no gradient and stays as it is. */
export type Update = Tensor | null;

/**
 * One step on the way from gradients to updates (the idea is optax's). It may keep state between
 * calls (tensors and finite numbers in arrays and plain objects), and never changes what it is
 * given. `init` says which tensors and numbers the state has: their names, shapes and dtypes stay,
 * so that a state dict of one run fits another.
 *
 * `updates[i]` belongs to `parameters[i]` and has its shape. A gradient is released when the next
 * one comes: state holds what is computed from it, or an `alias()` of it.
 */
export interface GradientTransformation<State = unknown> {
  /** What its state is called in a state dict. Default: its place in the chain. */
  readonly name?: string | undefined;
  /** The state before the first step. */
  init(parameters: readonly Tensor[]): State;
  /**
   * What becomes of the gradients, or of what the transformation before made of them, in one step.
   */
  update(updates: readonly Update[], state: State, parameters: readonly Tensor[]): Step<State>;
  /** The state after a metric became known (`Optimizer.observe`); the same if it is of no use. */
  observe?(metric: number, state: State): State;
  /** The learning rates of the next step, one for each place that multiplies by one. */
  rates?(state: State): readonly number[];
}

/** What one call of a transformation gives. */
export interface Step<State> {
  /** One for each parameter, of its shape. */
  readonly updates: readonly Update[];
  /** What the next call is given. */
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

/** What a transformation does to one parameter's update, if it treats each on its own. */
export interface ParameterRule<State> {
  /** As a transformation's. */
  readonly name?: string;
  /** The parameter's state before the first step. */
  init(parameter: Tensor): State;
  /**
   * What becomes of the update, of the parameter's shape, and the state that the next step is
   * given.
   */
  update(update: Tensor, state: State, parameter: Tensor): { update: Tensor; state: State };
}

/**
 * A transformation that has a state for each parameter. A parameter without a gradient keeps its
 * state as it is, counters included, as in PyTorch.
 */
export function perParameter<State>(
  rule: ParameterRule<State>,
): GradientTransformation<readonly State[]> {
  return {
    name: rule.name,
    init: (parameters) => parameters.map((parameter) => rule.init(parameter)),
    update(updates, states, parameters) {
      const next = [...states];
      const changed = updates.map((update, i) => {
        const [state, parameter] = [states[i], parameters[i]];
        if (update === null) return null;
        if (state === undefined || parameter === undefined) {
          throw new RangeError(`update ${i} is for a parameter that init was not called with`);
        }
        // A scope each: what one parameter needs in between is gone before the next one's turn.
        const step = scope(() => rule.update(update, state, parameter));
        next[i] = step.state;
        return step.update;
      });
      return { updates: changed, state: next };
    },
  };
}
