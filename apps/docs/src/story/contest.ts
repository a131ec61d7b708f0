import { type Batch, DataLoader } from '@plumbline/data';
import { Contestant } from './contestant.ts';
import type { Digits } from './digits.ts';
import type { Measured, NetworkProgress, Progress } from './messages.ts';
import { type NetworkName, recipe, type StorySettings } from './settings.ts';

/** Steps from one look at the test digits to the next. */
const accuracyEvery = 10;

/** Both networks, trained on the same batches. */
export class Contest {
  readonly #run: number;
  readonly #contestants: Readonly<Record<NetworkName, Contestant>>;
  readonly #loader: DataLoader;
  /** As of the last look. */
  readonly #accuracy: Record<NetworkName, number> = { plain: 0, residual: 0 };
  #batches: Iterator<Batch>;
  #step = 0;

  constructor(run: number, settings: StorySettings, digits: Digits) {
    this.#run = run;
    this.#contestants = {
      plain: new Contestant('plain', settings, digits),
      residual: new Contestant('residual', settings, digits),
    };
    const { batchSize, seed } = recipe;
    this.#loader = new DataLoader(digits.train, { batchSize, seed, shuffle: true, dropLast: true });
    this.#batches = this.#loader[Symbol.iterator]();
  }

  get isFinished(): boolean {
    return this.#step >= recipe.steps;
  }

  /** The untrained networks, on the first digits. */
  begin({ train }: Digits): Progress {
    const first = train.batch(Int32Array.from({ length: recipe.batchSize }, (_, i) => i));
    return this.#progress((contestant) => contestant.measure(first));
  }

  /** One training step of both. */
  step(): Progress {
    const batch = this.#nextBatch();
    this.#step++;
    return this.#progress((contestant) => contestant.train(batch));
  }

  #nextBatch(): Batch {
    const next = this.#batches.next();
    if (!next.done) return next.value;
    this.#batches = this.#loader[Symbol.iterator]();
    return this.#nextBatch();
  }

  #progress(measure: (contestant: Contestant) => Measured): Progress {
    const networks = this.#ofEach((contestant, name): NetworkProgress => {
      const measured = measure(contestant);
      if (this.#step % accuracyEvery === 0) this.#accuracy[name] = contestant.accuracy();
      return { ...measured, accuracy: this.#accuracy[name] };
    });
    return { run: this.#run, step: this.#step, networks };
  }

  #ofEach<Value>(
    value: (contestant: Contestant, name: NetworkName) => Value,
  ): Record<NetworkName, Value> {
    const { plain, residual } = this.#contestants;
    return { plain: value(plain, 'plain'), residual: value(residual, 'residual') };
  }
}
