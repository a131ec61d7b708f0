import { noGrad } from '@plumbline/autograd';
import { concat, isFloat, keep, type Tensor } from '@plumbline/tensor';
import type { Field } from './theory/field.ts';
import { unknownField } from './theory/field.ts';

export interface SignalStatistics {
  readonly meanSquare: number;
  readonly mean: number;
  readonly correlation: number;
}

const unmeasured: SignalStatistics = {
  meanSquare: Number.NaN,
  mean: Number.NaN,
  correlation: Number.NaN,
};

/** Mean square, mean, and 1 - correlation of a float tensor [N, ...], in a tensor that is kept. */
export function statisticsOf(signal: Tensor): Tensor | null {
  if (!isFloat(signal.dtype) || signal.rank === 0 || signal.size === 0) return null;
  return noGrad(() => {
    const parts = [signal.square().mean(), signal.mean(), decorrelation(signal)];
    return keep(concat(parts.map((part) => part.reshape([1]))));
  });
}

/**
 * Mean of 1 - cosine over pairs of different examples. With directions u_a of N examples it is
 * Σ |u_a - ū|² / (N - 1), which keeps its digits where all point the same way.
 */
function decorrelation(signal: Tensor): Tensor {
  const [examples = 1] = signal.shape;
  const rows = signal.reshape([examples, -1]);
  // A row by its largest element first: squares of small numbers are 0.
  const level = rows.div(rows.abs().max(1, { keepdim: true }));
  const directions = level.div(level.norm(1, { keepdim: true }));
  const apart = directions.sub(directions.mean(0, { keepdim: true }));
  return apart
    .square()
    .sum()
    .div(examples - 1);
}

export function readStatistics(statistics: Tensor | null): SignalStatistics {
  if (statistics === null) return unmeasured;
  const [meanSquare = Number.NaN, mean = Number.NaN, apart = Number.NaN] = statistics.dataSync();
  return { meanSquare, mean, correlation: 1 - apart };
}

/** What theory starts from, measured on an input. */
export function fieldOf(input: Tensor): Field {
  if (!isFloat(input.dtype) || input.rank < 2) return unknownField;
  return noGrad(() => {
    const statistics = statisticsOf(input);
    const { meanSquare, correlation } = readStatistics(statistics);
    statistics?.release('the end of a measurement');
    const rest = input.shape.flatMap((_, axis) => (axis === 0 ? [] : [axis]));
    const batch = input.rank === 4 ? [0, 2, 3] : [0];
    return {
      meanSquare,
      correlation,
      squaredMean: input.mean(rest).square().mean().item(),
      sharedSquare: input.rank === 3 ? Number.NaN : input.mean(batch).square().mean().item(),
      abnormal: meanSquare,
    };
  });
}
