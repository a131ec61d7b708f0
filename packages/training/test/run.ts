import { DataLoader, randomCrop, TensorDataset } from '@plumbline/data';
import {
  BatchNorm2d,
  Conv2d,
  crossEntropy,
  Flatten,
  Linear,
  Module,
  ReLU,
  Sequential,
} from '@plumbline/layers';
import { AdamW, cosine, SGD, WeightAverage } from '@plumbline/optimizers';
import { manualSeed, rand, randint, randn, type Tensor } from '@plumbline/tensor';

/** Draws from the global generator on every pass, as dropout does, in training. */
class Noise extends Module {
  forward(x: Tensor): Tensor {
    return this.training ? x.mul(rand(x.shape).gt(0.2)) : x;
  }
}

export type OptimizerName = 'SGD' | 'AdamW';

/** A small network with everything that a checkpoint must hold: buffers, moments, random numbers. */
export function makeRun(optimizerName: OptimizerName) {
  manualSeed(7);
  const images = () => new TensorDataset(randn([60, 1, 6, 6]), randint(0, 3, [60]));
  const [training, held] = [images(), images()];
  const model = new Sequential(
    new Conv2d(1, 4, 3),
    new BatchNorm2d(4),
    new ReLU(),
    new Flatten(),
    new Noise(),
    new Linear(64, 3),
  );
  const lr = cosine(0.01, 40);
  const optimizer =
    optimizerName === 'SGD'
      ? new SGD(model.parameters(), { lr, momentum: 0.9, nesterov: true, weightDecay: 1e-3 })
      : new AdamW(model.parameters(), { lr });
  const average = new WeightAverage(model.parameters(), { decay: 0.9 });
  const train = new DataLoader(training, {
    batchSize: 8,
    shuffle: true,
    transform: randomCrop({ padding: 1 }),
  });
  const evaluate = new DataLoader(held, { batchSize: 25 });
  return { model, optimizer, average, loss: crossEntropy, train, evaluate };
}
