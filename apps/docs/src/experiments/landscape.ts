import { landscape as measure } from '@plumbline/diagnostics';
import { formatNorm, type Landscape } from '@plumbline/report';
import { formatNumber, percent } from '../story/format-number.ts';
import { digitNetwork } from './digit-network.ts';
import { DigitTraining, firstDigits } from './digit-training.ts';
import type { Experiment, Picture } from './experiment.ts';

const kinds = ['plain', 'residual'] as const;
/** On the last slice, and on those drawn during training. */
const [points, fewPoints] = [41, 21];
/** Random directions that are tried. */
const directions = 3;

/** The loss along random directions from where two networks are after training. */
export const landscape: Experiment<'landscape'> = async ({ blocks, steps, radius }, stage) => {
  const digits = await stage.digits();
  const models = kinds.map((kind) => digitNetwork(kind, blocks, digits).model);
  const trainings = models.map((model) => new DigitTraining(model, digits));
  const sample = firstDigits(digits, 'train', 256);
  // A slice takes about as long as a few steps.
  const total = steps + directions * points;
  const slices = (options: { points: number; seed: number }, onPoint: () => void = () => {}) =>
    models.map((model) => measure(model, sample, { radius, ...options, onProgress: onPoint }));
  for (let step = 1; step <= steps; step++) {
    for (const training of trainings) training.step();
    stage.progress(step, total);
    stage.show(() => pictureOf([slices({ points: fewPoints, seed: 0 })], step));
  }
  const all: Landscape[][] = [];
  let done = 0;
  for (let seed = 0; seed < directions; seed++) {
    all.push(slices({ points, seed }, () => stage.progress(steps + ++done / kinds.length, total)));
    stage.show(() => pictureOf(all, steps));
  }
  return pictureOf(all, steps);
};

/** `slices`: of both networks, a direction each. The first one is drawn. */
function pictureOf(slices: readonly (readonly Landscape[])[], step: number): Picture {
  const alpha = slices[0]?.[0]?.alpha ?? [];
  const networks = kinds.map((name, i) => {
    const losses = slices.map((pair) => pair[i]?.loss[0] ?? []);
    return { name, losses, values: losses[0] ?? [] };
  });
  return {
    chart: {
      title: `The loss along a random direction, after ${step} steps`,
      xLabel: 'α, in lengths of the weights',
      yLabel: 'loss, logarithmic',
      logarithmic: true,
      series: networks.map(({ name, values }) => ({ name, values, positions: alpha })),
    },
    table: {
      head: ['α', ...networks.map(({ name }) => name)],
      rows: alpha.map((each, row) => [
        each.toFixed(2),
        ...networks.map(({ values }) => formatNorm(values[row])),
      ]),
    },
    sentence: networks.map(({ name, losses }) => sentenceOf(name, losses, alpha)).join(' '),
  };
}

function sentenceOf(
  name: string,
  losses: readonly (readonly number[])[],
  alpha: readonly number[],
): string {
  const middle = (alpha.length - 1) / 2;
  const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
  const rest = mean(losses.map((loss) => loss[middle] ?? Number.NaN));
  const end = alpha.at(-1) ?? Number.NaN;
  const edges = losses.flatMap((loss) => [loss[0] ?? Number.NaN, loss.at(-1) ?? Number.NaN]);
  const bent = mean(losses.map(concaveShare));
  const over = losses.length === 1 ? 'one direction' : `${losses.length} directions`;
  return (
    `${name === 'plain' ? 'Plain' : 'Residual'}: loss ${formatNumber(rest)} where training ended, ${formatNumber(median(edges))} ` +
    `at ±${end.toFixed(1)} (median), bent downwards on ${percent(bent)} of the way (${over}).`
  );
}

/** The share of points at which the curve bends downwards, as a convex function's never does. */
export function concaveShare(loss: readonly number[]): number {
  const bends = loss.slice(1, -1).map((here, i) => (loss[i] ?? 0) - 2 * here + (loss[i + 2] ?? 0));
  return bends.filter((bend) => bend < 0).length / bends.length;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const half = sorted.length / 2;
  return ((sorted[Math.ceil(half) - 1] ?? Number.NaN) + (sorted[Math.floor(half)] ?? 0)) / 2;
}
