import { noGrad, type Parameter } from '@plumbline/autograd';
import { engine, keep, scope, type Tensor, tensorsIn } from '@plumbline/tensor';
import { checkParameters } from './check-parameters.ts';
import type { GradientTransformation } from './gradient-transformation.ts';
import { checkFits, leavesOf, type OptimizerStateDict, withLeaves } from './state-dict.ts';

/**
 * Changes parameters by what a transformation makes of their gradients. A parameter whose `grad` is
 * null stays as it is, with its state.
 *
 * RangeError if there are no parameters, or one of them twice; TypeError for what is none.
 */
export class Optimizer {
  /** Those that it changes, in the order of its state. */
  readonly parameters: readonly Parameter[];
  readonly #transformation: GradientTransformation;
  #state: unknown;
  /** Those in the state. */
  #tensors: ReadonlySet<Tensor> = new Set();
  #steps = 0;

  constructor(parameters: Iterable<Parameter>, transformation: GradientTransformation) {
    this.parameters = checkParameters('Optimizer', parameters);
    if (this.parameters.length === 0)
      throw new RangeError('Optimizer: there are no parameters to train');
    this.#transformation = transformation;
    this.#become(noGrad(() => transformation.init(this.parameters)));
  }

  /** How many steps were taken: the number of the next one, from 0. */
  get steps(): number {
    return this.#steps;
  }

  /** The learning rates of the next step: one a parameter group, none if nothing scales by one. */
  get lrs(): readonly number[] {
    return this.#transformation.rates?.(this.#state) ?? [];
  }

  /** The first of `lrs`. Error if there is none. */
  get lr(): number {
    const [first] = this.lrs;
    if (first === undefined) throw new Error('lr: this optimizer has no learning rate');
    return first;
  }

  /** Forgets all gradients, before the next `backward`. */
  zeroGrad(): void {
    for (const parameter of this.parameters) parameter.zeroGrad();
  }

  /** Updates all parameters by their gradients. Reads no tensor. */
  step(): void {
    const next = noGrad(() => {
      const gradients = this.parameters.map(({ grad }) => grad);
      const { updates, state } = this.#transformation.update(
        gradients,
        this.#state,
        this.parameters,
      );
      for (const [i, parameter] of this.parameters.entries()) {
        const update = updates[i] ?? null;
        if (update !== null) parameter.assign(parameter.add(update));
      }
      return state;
    });
    this.#become(next);
    // Now, while a state and the parameter that it changed can be written in one pass.
    engine().settle([...this.#tensors, ...this.parameters]);
    this.#steps++;
  }

  /**
   * Tells learning rates that follow a metric (`reduceOnPlateau`) what was measured. Error if this
   * optimizer has none.
   */
  observe(metric: number): void {
    const next = this.#transformation.observe?.(metric, this.#state) ?? this.#state;
    if (next === this.#state) {
      throw new Error('observe: no learning rate follows a metric; pass lr: reduceOnPlateau(...)');
    }
    this.#become(next);
  }

  /**
   * The step count and all that the transformations remember, by path: `group0.adam.3.mean`, where
   * 3 is the parameter's place in its group. It stays as it is when training goes on, and costs no
   * copy. Options (rates, decays, schedules) are not in it: they are the constructor's.
   */
  stateDict(): OptimizerStateDict {
    return { steps: this.#steps, ...leavesOf(this.#state) };
  }

  /**
   * Goes on from the state of an optimizer that was made with the same options and parameters of the
   * same shapes: together with the weights the same bits follow as without the break. All names,
   * shapes and dtypes must agree, or nothing is changed and the error lists what is missing, left
   * over or different.
   */
  loadStateDict(state: OptimizerStateDict): void {
    scope(() => checkFits(this.stateDict(), state));
    this.#become(withLeaves(this.#state, state));
    this.#steps = Number(state['steps']);
  }

  /** Holds the tensors of the next state, and gives back those that only this one had. */
  #become(next: unknown): void {
    const [old, current] = [this.#tensors, tensorsIn(next)];
    this.#state = next;
    this.#tensors = current;
    for (const tensor of current) keep(tensor);
    for (const tensor of old) if (!current.has(tensor)) tensor.release('the next optimizer step');
  }
}
