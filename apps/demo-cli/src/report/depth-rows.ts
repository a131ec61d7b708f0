import { formatNorm } from '@plumbline/report';
import { percent } from '../percent.ts';
import { type DepthsRun, finalLoss } from '../run.ts';

export const depthsHead = ['layers', 'network', 'test accuracy', 'loss', '|g| first', '|g| last'];

/** A line a network and depth. */
export function depthRows({ runs }: DepthsRun): string[][] {
  return runs.flatMap(({ models, settings }) =>
    models.map((model) => [
      String(settings.depth),
      model.name,
      percent(model.testAccuracy),
      model.trainLoss.length === 0 ? '-' : finalLoss(model).toFixed(3),
      formatNorm(model.gradientNorms.initialization[0]),
      formatNorm(model.gradientNorms.initialization.at(-1)),
    ]),
  );
}
