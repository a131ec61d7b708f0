import { DataLoader, type DataLoader as Loader, randomCrop } from '@plumbline/data';
import type { Module } from '@plumbline/layers';
import { type Optimizer, oneCycle, SGD } from '@plumbline/optimizers';
import { manualSeed } from '@plumbline/tensor';
import { momentum } from '../settings.ts';
import type { Images } from './images.ts';
import { makeModel } from './make-model.ts';
import type { TrainSettings } from './settings.ts';

/** What is trained, and how: the same for the same settings and images. */
export interface Recipe {
  readonly model: Module;
  readonly loader: Loader;
  readonly optimizer: Optimizer;
}

export function recipeFor({ train, channels, classes }: Images, settings: TrainSettings): Recipe {
  const { batch, lr, weightDecay, epochs, crop, seed } = settings;
  manualSeed(seed);
  const model = makeModel(settings.model, { channels, classes });
  const loader = new DataLoader(train, {
    batchSize: batch,
    shuffle: true,
    seed,
    ...(crop === 0 ? {} : { transform: randomCrop({ padding: crop }) }),
  });
  const schedule = oneCycle(lr, epochs * loader.length);
  const options = { lr: schedule, momentum, nesterov: true, weightDecay };
  return { model, loader, optimizer: new SGD(model.parameters(), options) };
}
