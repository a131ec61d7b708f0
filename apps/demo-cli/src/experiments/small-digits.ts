import { noGrad } from '@plumbline/autograd';
import { type Batch, DataLoader, type ImageBatches, TensorDataset } from '@plumbline/data';
import { AvgPool2d, type Module } from '@plumbline/layers';
import { loadImages } from '../classifier/images.ts';
import { type TrainingStep, train } from '../train.ts';
import type { Conditions } from './experiment.ts';
import { turn } from './turn.ts';

/** Digits of half the height and width (14 x 14): a quarter of the time. */
export interface SmallDigits {
  readonly name: string;
  readonly train: TensorDataset;
  readonly test: TensorDataset;
  readonly channels: number;
  readonly classes: number;
}

/** The first images of both sets. */
export async function loadSmallDigits(
  { data }: Pick<Conditions, 'data'>,
  counts: { readonly train: number; readonly test: number },
): Promise<SmallDigits> {
  const { name, train, test, channels, classes } = await loadImages({ data, examples: null });
  return {
    name,
    train: halved(train, counts.train),
    test: halved(test, counts.test),
    channels,
    classes,
  };
}

/** The first examples of a set; all, unless told how many. */
export function firstOf(
  examples: ImageBatches | TensorDataset,
  count: number = examples.length,
): Batch {
  const length = Math.min(count, examples.length);
  return examples.batch(Int32Array.from({ length }, (_, i) => i));
}

function halved(images: ImageBatches, count: number): TensorDataset {
  const [x, y] = firstOf(images, count);
  return new TensorDataset(
    noGrad(() => new AvgPool2d(2).forward(x)),
    y,
  );
}

export interface Recipe {
  readonly epochs: number;
  readonly batch: number;
  /** The highest learning rate: up to it in a tenth of the steps, then down along half a cosine. */
  readonly lr: number;
}

export interface FitOptions extends Pick<Conditions, 'seed' | 'signal'> {
  readonly onStep: (step: TrainingStep) => void;
}

/** Trains with momentum 0.9 on cross-entropy. Throws Interruption after a Ctrl-C. */
export async function fit(
  model: Module,
  digits: SmallDigits,
  { epochs, batch, lr }: Recipe,
  { seed, signal, onStep }: FitOptions,
): Promise<void> {
  const loader = new DataLoader(digits.train, { batchSize: batch, shuffle: true, seed });
  await train(model, loader, { epochs, lr, signal, onStep });
  await turn(signal);
}

export function stepsOf({ train }: SmallDigits, { epochs, batch }: Recipe): number {
  return epochs * Math.ceil(train.length / batch);
}
