import { rules } from '@plumbline/diagnostics';
import { formatNorm } from '@plumbline/report';
import { count } from '../describe-run.ts';
import { finalLoss } from '../run.ts';
import type { TrainSettings } from './settings.ts';

/** How many times the first loss the last ones are in a run that has diverged. */
const { maxLossGrowth } = rules['learning-rate-too-large'].defaults;

/**
 * What to say of a run whose loss ran away and stayed away, and since when; null for any other.
 * `losses`: of every step's batch, before the step; `epochLength`: in steps.
 */
export function divergence(
  losses: readonly number[],
  { epochs, lr }: Pick<TrainSettings, 'epochs' | 'lr'>,
  epochLength: number,
): string | null {
  const [first = Number.NaN] = losses;
  const isBad = (loss: number) => !(loss <= maxLossGrowth * first);
  const step = losses.findLastIndex((loss) => !isBad(loss)) + 2;
  // One batch alone may be an odd one.
  if (step > losses.length || !isBad(finalLoss({ trainLoss: losses }))) return null;
  const [start = Number.NaN, end = Number.NaN] = [losses[step - 1], losses.at(-1)];
  const is = Number.isFinite(start)
    ? `more than ${maxLossGrowth} times what it was at first (${formatNorm(first)}), at last ${formatNorm(end)}`
    : formatNorm(start);
  return (
    `the training diverged: since step ${count(step)} of ${count(epochs * epochLength)} (epoch ` +
    `${Math.ceil(step / epochLength)} of ${epochs}) the loss is ${is}; begin anew with a smaller ` +
    `learning rate (--lr below ${lr}) and --force`
  );
}
