import { join } from 'node:path';
import { crossEntropy } from '@plumbline/layers';
import { evaluate } from '@plumbline/training';
import { shownBatches } from '../progress/shown-batches.ts';
import { requireFiniteWeights } from '../source/finite-weights.ts';
import { loadImages } from './images.ts';
import { loadWeights } from './load-weights.ts';
import { recipeFor } from './recipe.ts';
import { runFiles } from './run-folder.ts';
import type { TrainSettings } from './settings.ts';
import { accuracy, testBatches } from './test-set.ts';

export interface Evaluation {
  /** What the data set is called, and how many images of it were tested. */
  readonly data: string;
  readonly images: number;
  readonly loss: number;
  /** 0 to 1. */
  readonly accuracy: number;
}

/**
 * Tests the network that the run in `folder` has come to, on all test images or the first `examples`.
 */
export async function evaluateRun(
  folder: string,
  settings: TrainSettings,
  examples?: number,
): Promise<Evaluation> {
  const images = await loadImages({ ...settings, tested: examples ?? null });
  const { model } = recipeFor(images, settings);
  await loadWeights(model, join(folder, runFiles.checkpoint));
  await requireFiniteWeights(model, folder);
  const batches = shownBatches('evaluate', testBatches(images));
  const metrics = { loss: crossEntropy, accuracy };
  const { loss = Number.NaN, accuracy: share = Number.NaN } = await evaluate(
    model,
    batches,
    metrics,
  );
  return { data: images.name, images: images.test.length, loss, accuracy: share };
}
