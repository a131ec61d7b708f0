import { isFloat, type Tensor } from '@plumbline/tensor';
import { type Difference, difference } from './difference.ts';
import type { Results } from './evaluate.ts';
import { exact, type Tolerance } from './tolerance.ts';

/**
 * The largest difference of all results from what the fixture has. Throws where one is beyond the
 * tolerance, is missing or is one too many. No gradient is PyTorch's gradient of zeros.
 */
export function compare(
  results: Results,
  expected: ReadonlyMap<string, Tensor>,
  tolerance: Tolerance,
): Difference {
  let worst: Difference = { relative: 0, where: 'equal' };
  for (const [name, theirs] of expected) {
    if (name.startsWith('input')) continue;
    const mine = results.get(name);
    if (mine === undefined && isGradientOfZeros(name, theirs)) continue;
    if (mine === undefined) throw new Error(`there is no ${name}; PyTorch has one`);
    const found = checked(name, mine, theirs, tolerance);
    if (found.relative > worst.relative) worst = found;
  }
  for (const name of results.keys()) {
    if (!expected.has(name)) throw new Error(`there is a ${name}; PyTorch has none`);
  }
  return worst;
}

function isGradientOfZeros(name: string, gradient: Tensor): boolean {
  return name.startsWith('gradient') && gradient.dataSync().every((x) => x === 0);
}

function checked(name: string, mine: Tensor, theirs: Tensor, tolerance: Tolerance): Difference {
  const { measure } = isFloat(theirs.dtype) ? tolerance : exact;
  const allowed = isFloat(theirs.dtype) ? toleranceOf(theirs, tolerance) : 0;
  const { relative, where } = difference(mine, theirs, measure);
  if (relative <= allowed) return { relative, where: `${name}: ${where}` };
  throw new Error(`${name}: ${where}: ${relative} off, ${allowed} allowed`);
}

function toleranceOf({ dtype }: Tensor, { float32, float64 }: Tolerance): number {
  return dtype === 'float64' ? float64 : float32;
}
