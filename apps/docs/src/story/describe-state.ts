import { formatFactor, percent } from './format-number.ts';
import type { NetworkProgress } from './messages.ts';

/** Layers whose gradients differ by less than this factor count as about the same. */
const same = 5;
/** A network that reads this share of the digits has learned something. */
const learned = 0.5;
/** Twice what guessing gets right. */
const aboveChance = 0.2;

/** Where a network stands after `step` training steps, in a sentence. */
export function describeNetwork(
  { loss, accuracy, gradientNorms }: NetworkProgress,
  step: number,
): string {
  if (!Number.isFinite(loss)) return 'It has blown up: the loss is no number any more.';
  const flow = describeGradients(gradientNorms);
  if (step === 0) return `${flow}.`;
  return `${flow}. ${verdict(accuracy)}: ${percent(accuracy)} of new digits right.`;
}

function verdict(accuracy: number): string {
  if (accuracy >= learned) return 'It learns';
  return accuracy >= aboveChance ? 'It begins to read' : 'It does not read yet';
}

/** What arrives at the first layer, in terms of the last. */
function describeGradients(norms: readonly number[]): string {
  const [first = Number.NaN, last = Number.NaN] = [norms[0], norms.at(-1)];
  if (first === 0 && last === 0) return 'No layer gets a gradient';
  if (first === 0) return 'No gradient reaches the first layer';
  const factor = last / first;
  if (!Number.isFinite(factor)) return 'The gradient is not finite';
  if (factor > same) {
    return `The gradient at the first layer is ${formatFactor(factor)} times weaker than at the last`;
  }
  return factor < 1 / same
    ? `The gradient at the first layer is ${formatFactor(1 / factor)} times stronger than at the last`
    : 'The gradient arrives at the first layer';
}
