import { isSameList } from '../../array-view.ts';
import type { CallPlan } from './call-plan.ts';

/** 46 MiB, if all are products of blocks; a ResNet-20 in training has 6,000 calls. */
const mostCalls = 2 ** 18;

interface Entry {
  readonly key: readonly number[];
  readonly plans: readonly CallPlan[];
}

/** Plans by the numbers that they depend on. When there are too many, all make room. */
export class PlanCache {
  readonly #entries = new Map<number, Entry[]>();
  #calls = 0;

  get(key: readonly number[], make: () => readonly CallPlan[]): readonly CallPlan[] {
    const hash = hashOf(key);
    const known = this.#entries.get(hash)?.find((entry) => isSameList(entry.key, key));
    if (known !== undefined) return known.plans;
    const plans = make();
    const calls = plans.reduce((sum, { length }) => sum + length, 0);
    if (this.#calls + calls > mostCalls) {
      this.#entries.clear();
      this.#calls = 0;
    }
    this.#calls += calls;
    const alike = this.#entries.get(hash);
    if (alike === undefined) this.#entries.set(hash, [{ key, plans }]);
    else alike.push({ key, plans });
    return plans;
  }
}

/** By a multiplicative hash: a string of 30 numbers takes 20 times as long to make and look up. */
function hashOf(key: readonly number[]): number {
  let hash = key.length;
  for (const value of key) hash = Math.imul(hash ^ value, 0x9e3779b1) ^ (hash >>> 15);
  return hash;
}
