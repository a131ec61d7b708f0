import { type Flow, formatNorm } from '@plumbline/report';
import { ratiosByPass } from './learning-rate.ts';
import { learningRateTooLarge } from './learning-rate-too-large.ts';
import { trainedLayers } from './series.ts';

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
  const { maxRatio } = learningRateTooLarge.defaults;
  const layers = ratiosByPass(flow);
  for (const [row, pass] of flow.passes.slice(0, end).entries()) {
    const [largest] = layers
      .map(({ layer, ratios }) => ({ layer, ratio: ratios[row] ?? 0 }))
      .filter(({ ratio }) => ratio > maxRatio)
      .sort((a, b) => b.ratio - a.ratio);
    if (largest === undefined) continue;
    return `the step of pass ${pass} changed the weights of ${largest.layer.name} by ${formatNorm(largest.ratio)} times their norm`;
  }
  return null;
}

/** An output of the last layer that at least doubles from pass to pass, while steps are taken. */
function growth(flow: Flow, end: number): string | null {
  const last = trainedLayers(flow).at(-1);
  const [first = 0, second = 0, third = 0] = last?.activation?.slice(0, end).slice(-3) ?? [];
  const isTrained = last?.update?.some((ratio) => ratio > 0) === true;
  if (!isTrained || !(first > 0) || !(second >= 2 * first) || !(third >= 2 * second)) return null;
  return `|output| of ${last.name} grew from ${formatNorm(first)} to ${formatNorm(third)} within three recorded passes`;
}
