import { detach, noGrad, type Parameter } from '@plumbline/autograd';
import { checkOptions, keep, scope, type Tensor } from '@plumbline/tensor';
import { checkDecay } from './check-number.ts';
import { checkParameters } from './check-parameters.ts';
import { checkFits, type OptimizerStateDict } from './state-dict.ts';

/**
 * An exponential moving average of weights, often better than the weights themselves (Polyak and
 * Juditsky 1992; Tarvainen and Valpola 2017): `update()` after each optimizer step, `swapped(() =>
 * evaluate())` to use it. As PyTorch's AveragedModel, the first update takes the weights as they
 * are. Buffers (running statistics) are not averaged.
 *
 * RangeError without parameters, for one that is there twice, and for a `decay` (default 0.999) that is not from 0 up, below 1.
 */
export class WeightAverage {
  readonly #parameters: readonly Parameter[];
  readonly #decay: number;
  #averages: readonly Tensor[];
  #count = 0;
  #isSwapped = false;

  constructor(parameters: Iterable<Parameter>, options: { readonly decay?: number } = {}) {
    checkOptions('WeightAverage', options, ['decay']);
    const { decay = 0.999 } = options;
    this.#parameters = checkParameters('WeightAverage', parameters);
    if (this.#parameters.length === 0)
      throw new RangeError('WeightAverage: there are no parameters to average');
    this.#decay = checkDecay(decay, 'decay');
    this.#averages = this.#parameters.map((parameter) => keep(detach(parameter)));
  }

  /** How many updates there were. */
  get count(): number {
    return this.#count;
  }

  /** average = decay · average + (1 - decay) · weight. Error inside `swapped`. Reads no tensor. */
  update(): void {
    this.#checkNotSwapped('update');
    const decay = this.#count === 0 ? 0 : this.#decay;
    this.#become(
      noGrad(() =>
        this.#parameters.map((parameter, i) => {
          const average = this.#averages[i];
          if (average === undefined || decay === 0) return parameter.alias();
          return average.mul(decay).add(parameter.mul(1 - decay));
        }),
      ),
    );
    this.#count++;
  }

  /**
   * Runs `body` with the averages as the weights, and puts the weights back when it is done, failed,
   * or (if it is async) settled. Nothing is copied. Error inside another `swapped`.
   */
  swapped<Result>(body: () => Result): Result {
    this.#checkNotSwapped('swapped');
    const weights = this.#parameters.map((parameter) => keep(detach(parameter)));
    const swapBack = () => {
      for (const [i, weight] of weights.entries()) {
        this.#parameters[i]?.assign(weight);
        weight.release('the end of swapped()');
      }
      this.#isSwapped = false;
    };
    for (const [i, average] of this.#averages.entries()) this.#parameters[i]?.assign(average);
    this.#isSwapped = true;
    let isAsync = false;
    try {
      const result = body();
      if (result instanceof Promise) {
        isAsync = true;
        // The caller gets the promise itself, and with it what it rejects with.
        result.then(swapBack, swapBack);
      }
      return result;
    } finally {
      if (!isAsync) swapBack();
    }
  }

  /** The averages by the parameter's place, and the count. Stays as it is, and costs no copy. */
  stateDict(): OptimizerStateDict {
    const averages = this.#averages.map((average, i) => [String(i), detach(average)] as const);
    return { count: this.#count, ...Object.fromEntries(averages) };
  }

  /** As `Optimizer.loadStateDict`. Error inside `swapped`. */
  loadStateDict(state: OptimizerStateDict): void {
    this.#checkNotSwapped('loadStateDict');
    scope(() => checkFits(this.stateDict(), state));
    this.#become(
      this.#averages.map((average, i) => {
        const loaded = state[String(i)];
        return detach(loaded === undefined || typeof loaded === 'number' ? average : loaded);
      }),
    );
    this.#count = Number(state['count']);
  }

  #become(next: readonly Tensor[]): void {
    for (const tensor of next) keep(tensor);
    for (const tensor of this.#averages) tensor.release('the next update of the average');
    this.#averages = next;
  }

  #checkNotSwapped(what: string): void {
    if (this.#isSwapped)
      throw new Error(`${what}: the weights are the averages inside swapped(); call it outside`);
  }
}
