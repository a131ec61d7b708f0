import type { TrainedEpoch, Training } from '../schema/training.ts';
import type { Line } from './line.ts';

const series = [
  'trainLoss',
  'testLoss',
  'testAccuracy',
  'seconds',
] as const satisfies readonly (keyof TrainedEpoch)[];

/** How a training went, by epoch: `training/SERIES`. */
export function trainingLines({ epochs }: Training): Line[] {
  const steps = epochs.map(({ epoch }) => epoch);
  return series.map((name) => ({
    tag: `training/${name}`,
    values: epochs.map((epoch) => epoch[name]),
    steps,
  }));
}
