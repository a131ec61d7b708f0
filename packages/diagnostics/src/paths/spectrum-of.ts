import { noGrad } from '@plumbline/autograd';
import type { PathSpectrum } from '@plumbline/report';
import type { Tensor } from '@plumbline/tensor';

/** What is reported of the terms of a gradient by path length, and of the gradient itself. */
export function spectrumOf(
  blocks: readonly string[],
  terms: readonly Tensor[],
  gradient: Tensor,
): PathSpectrum {
  const norms = terms.map(norm);
  const all = norms.reduce((sum, norm) => sum + norm, 0);
  const lengths = norms.map((norm, length) => {
    return { length, paths: choose(blocks.length, length), norm, share: norm / all };
  });
  const whole = norm(gradient);
  const rest = noGrad(() => norm(terms.reduce((sum, term) => sum.add(term)).sub(gradient)));
  return {
    blocks,
    lengths,
    whole,
    effectiveDepth: lengths.reduce((sum, { length, share }) => sum + length * share, 0),
    error: rest === 0 ? 0 : rest / whole,
  };
}

/** In float64, where the squares of small float32 numbers don't vanish. */
function norm(tensor: Tensor): number {
  return noGrad(() => tensor.to('float64').norm().item());
}

/** n! / (k! (n - k)!), each step of which is a whole number. */
function choose(n: number, k: number): number {
  let count = 1;
  for (let i = 1; i <= Math.min(k, n - k); i++) count = (count * (n - i + 1)) / i;
  return count;
}
