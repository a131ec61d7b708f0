import type { TrainingStep } from '../train.ts';

/** Where a training run stands. */
export interface TrainingStatus {
  readonly step: number;
  readonly steps: number;
  /** Means over the last steps. */
  readonly loss: number;
  readonly accuracy: number;
  readonly examplesPerSecond: number;
  readonly secondsLeft: number;
}

/** Steps that loss and accuracy are averaged over: one batch alone jumps too much to read. */
const recentSteps = 20;

/** Adds up training steps. */
export class TrainingProgress {
  readonly #steps: number;
  readonly #clock: () => number;
  readonly #start: number;
  #done = 0;
  #examples = 0;
  #recent: TrainingStep[] = [];

  /** `steps`: how many there will be. `clock`: in milliseconds. */
  constructor(steps: number, clock: () => number = () => performance.now()) {
    this.#steps = steps;
    this.#clock = clock;
    this.#start = clock();
  }

  add(step: TrainingStep): void {
    this.#done++;
    this.#examples += step.examples;
    this.#recent = [...this.#recent.slice(1 - recentSteps), step];
  }

  get seconds(): number {
    return (this.#clock() - this.#start) / 1000;
  }

  get status(): TrainingStatus {
    const { seconds } = this;
    const mean = (of: (step: TrainingStep) => number) =>
      this.#recent.reduce((sum, step) => sum + of(step), 0) / this.#recent.length;
    return {
      step: this.#done,
      steps: this.#steps,
      loss: mean((step) => step.loss),
      accuracy: mean((step) => step.accuracy),
      examplesPerSecond: this.#examples / seconds,
      secondsLeft: (seconds / this.#done) * (this.#steps - this.#done),
    };
  }
}
