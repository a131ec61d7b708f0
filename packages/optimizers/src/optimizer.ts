import { noGrad, type Parameter } from '@plumbline/autograd';
import { engine, keep, tensorsIn } from '@plumbline/tensor';
import type { GradientTransformation } from './gradient-transformation.ts';

/**
 * Changes parameters by what a transformation makes of their gradients. A parameter whose `grad` is
 * null stays as it is, with its state. One that is given twice is trained once.
 *
 * RangeError if there are no parameters.
 */
export class Optimizer {
  readonly parameters: readonly Parameter[];
  readonly #transformation: GradientTransformation;
  #state: unknown;
  #steps = 0;

  constructor(parameters: Iterable<Parameter>, transformation: GradientTransformation) {
    this.parameters = [...new Set(parameters)];
    if (this.parameters.length === 0)
      throw new RangeError('Optimizer: there are no parameters to train');
    this.#transformation = transformation;
    this.#state = noGrad(() => transformation.init(this.parameters));
    for (const tensor of tensorsIn(this.#state)) keep(tensor);
  }

  /** How many steps were taken: the number of the next one, from 0, as schedules count. */
  get steps(): number {
    return this.#steps;
  }

  /** Forgets all gradients, before the next `backward`. */
  zeroGrad(): void {
    for (const parameter of this.parameters) parameter.zeroGrad();
  }

  /** Updates all parameters by their gradients. Reads no tensor. */
  step(): void {
    const old = tensorsIn(this.#state);
    this.#state = noGrad(() => {
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
    const current = tensorsIn(this.#state);
    for (const tensor of current) keep(tensor);
    for (const tensor of old) if (!current.has(tensor)) tensor.release('the next optimizer step');
    // Now, while a state and the parameter that it changed can be written in one pass.
    engine().settle([...current, ...this.parameters]);
    this.#steps++;
  }
}
