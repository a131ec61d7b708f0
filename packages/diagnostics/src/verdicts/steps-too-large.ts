import { type Flow, formatNorm } from '@plumbline/report';
import { firstLargeSteps } from './learning-rate.ts';
import { learningRateTooLarge } from './learning-rate-too-large.ts';
import { isTrained, trainedLayers } from './series.ts';

/**
 * What in the passes before row `end` says that the learning rate is too large, in words; null where
 * nothing does. One step is enough, other than for the rule `learning-rate-too-large`: what comes after
 * it may be NaN or dead.
 */
export function stepsTooLarge(flow: Flow, end = flow.passes.length): string | null {
  const found = largeStep(flow, end) ?? growth(flow, end);
  return found === null ? null : `The learning rate is likely too large: ${found}.`;
}

/** The first step that the rule would call too large, and the layer that it changes most. */
function largeStep(flow: Flow, end: number): string | null {
  const [found] = firstLargeSteps(flow, learningRateTooLarge.defaults.maxRatio, end);
  if (found === undefined) return null;
  const { row, layer, ratio } = found;
  return `the step of pass ${flow.passes[row]} changed the weights of ${layer.name} by ${formatNorm(ratio)} times their norm`;
}

/** An output of the last layer that at least doubles from pass to pass, while steps are taken. */
function growth(flow: Flow, end: number): string | null {
  const last = trainedLayers(flow).at(-1);
  const [first = 0, second = 0, third = 0] = last?.activation?.slice(0, end).slice(-3) ?? [];
  if (last === undefined || !isTrained([last])) return null;
  if (!(first > 0) || !(second >= 2 * first) || !(third >= 2 * second)) return null;
  return `|output| of ${last.name} grew from ${formatNorm(first)} to ${formatNorm(third)} within three recorded passes`;
}
