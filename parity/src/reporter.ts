import type { Reporter, TestModule } from 'vitest/node';
import type { Observation } from './observation.ts';

/** Hands over what tests have noted, when all of them passed. */
export class ObservationReporter implements Reporter {
  readonly #done: (observations: Observation[]) => void;

  constructor(done: (observations: Observation[]) => void) {
    this.#done = done;
  }

  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    if (errors.length > 0 || modules.some((module) => !module.ok())) return;
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    this.#done(tests.flatMap((test) => test.meta().parity ?? []));
  }
}
