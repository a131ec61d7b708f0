import { DataLoader } from '@plumbline/data';
import type { Metric } from '@plumbline/training';
import type { Images } from './images.ts';

/** Test images in batches, and what is measured on them besides the loss. */
export const testBatches = ({ test }: Images) => new DataLoader(test, { batchSize: 500 });

export const accuracy: Metric = (logits, labels) => logits.argmax(1).eq(labels).mean();
