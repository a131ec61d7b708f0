import { backward } from '@plumbline/autograd';
import { type Batch, DataLoader } from '@plumbline/data';
import { crossEntropy, type Module } from '@plumbline/layers';
import { SGD } from '@plumbline/optimizers';
import type { Digits } from '../story/digits.ts';

/** Trains a network step by step; those that start at the same time see the same digits. */
export class DigitTraining {
  readonly #model: Module;
  readonly #optimizer: SGD;
  readonly #batches: Iterator<Batch>;

  constructor(model: Module, { train }: Digits) {
    this.#model = model;
    this.#optimizer = new SGD(model.parameters(), { lr: 0.02, momentum: 0.9 });
    const options = { batchSize: 64, seed: 1, shuffle: true, dropLast: true };
    this.#batches = endless(new DataLoader(train, options));
  }

  /** One step; returns the loss before it. */
  step(): number {
    const [x, y]: Batch = this.#batches.next().value;
    this.#optimizer.zeroGrad();
    const loss = crossEntropy(this.#model.forward(x), y);
    backward(loss);
    this.#optimizer.step();
    return loss.item();
  }
}

function* endless(loader: DataLoader): Generator<Batch, never> {
  while (true) yield* loader;
}

/** The first `count` digits of a part. */
export function firstDigits(digits: Digits, part: 'train' | 'test', count: number): Batch {
  return digits[part].batch(Int32Array.from({ length: count }, (_, i) => i));
}
