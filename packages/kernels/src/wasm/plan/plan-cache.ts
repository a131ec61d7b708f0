import type { CallPlan } from './call-plan.ts';

/** Some 20 MB, if all of it is used; a ResNet-20 in training has 5,000. */
const mostCalls = 2 ** 16;

/** Plans by what they are for. Those that have not been asked for the longest make room for others. */
export class PlanCache {
  readonly #plans = new Map<string, readonly CallPlan[]>();
  #calls = 0;

  get(key: string, make: () => readonly CallPlan[]): readonly CallPlan[] {
    const known = this.#plans.get(key);
    if (known !== undefined) {
      this.#plans.delete(key);
      this.#plans.set(key, known);
      return known;
    }
    const plans = make();
    this.#plans.set(key, plans);
    this.#calls += callsOf(plans);
    for (const [oldest, theirs] of this.#plans) {
      if (this.#calls <= mostCalls) break;
      this.#plans.delete(oldest);
      this.#calls -= callsOf(theirs);
    }
    return plans;
  }
}

function callsOf(plans: readonly CallPlan[]): number {
  return plans.reduce((sum, { length }) => sum + length, 0);
}
