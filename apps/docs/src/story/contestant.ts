import { backward, noGrad } from '@plumbline/autograd';
import { type Batch, DataLoader } from '@plumbline/data';
import { crossEntropy, type Sequential } from '@plumbline/layers';
import { SGD } from '@plumbline/optimizers';
import type { Digits } from './digits.ts';
import { layerGradients } from './gradient-flow.ts';
import type { Measured } from './messages.ts';
import { createNetwork } from './networks.ts';
import { type NetworkName, recipe, type StorySettings } from './settings.ts';

/** A network in training. */
export class Contestant {
  readonly #model: Sequential;
  readonly #optimizer: SGD;
  readonly #test: DataLoader;
  readonly #testCount: number;

  constructor(name: NetworkName, settings: StorySettings, digits: Digits) {
    this.#model = createNetwork(name, settings, digits);
    const { lr, momentum } = recipe;
    this.#optimizer = new SGD(this.#model.parameters(), { lr, momentum });
    this.#testCount = digits.test.length;
    this.#test = new DataLoader(digits.test, { batchSize: this.#testCount });
  }

  /** The loss and the gradient on a batch; the weights stay. */
  measure([x, y]: Batch): Measured {
    this.#optimizer.zeroGrad();
    let loss = Number.NaN;
    const gradientNorms = layerGradients(this.#model, () => {
      const output = crossEntropy(this.#model.forward(x), y);
      backward(output);
      loss = output.item();
    });
    return { loss, gradientNorms };
  }

  /** One training step; what is measured is from before the weights move. */
  train(batch: Batch): Measured {
    const measured = this.measure(batch);
    this.#optimizer.step();
    return measured;
  }

  /** The share of the test digits that it reads right, 0 to 1. */
  accuracy(): number {
    let right = 0;
    for (const [x, y] of this.#test) {
      right += noGrad(() => this.#model.forward(x).argmax(1).eq(y).sum().item());
    }
    return right / this.#testCount;
  }
}
