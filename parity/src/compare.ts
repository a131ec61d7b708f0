import { isFloat, type Tensor } from '@plumbline/tensor';
import { difference } from './difference.ts';
import type { Results } from './evaluate.ts';
import { larger, type Seen } from './observation.ts';
import { exact, type Tolerance } from './tolerance.ts';

/**
 * The largest differences of all results from what the fixture has. Throws where one is beyond the
 * tolerance, is missing or is one too many. No gradient is PyTorch's gradient of zeros.
 */
export function compare(
  results: Results,
  expected: ReadonlyMap<string, Tensor>,
  tolerance: Tolerance,
): Seen {
  let seen: Seen = { float32: null, float64: null };
  for (const [name, theirs] of expected) {
    if (name.startsWith('input')) continue;
    const mine = results.get(name);
    if (mine === undefined && isGradientOfZeros(name, theirs)) continue;
    if (mine === undefined) throw new Error(`there is no ${name}; PyTorch has one`);
    seen = larger(seen, checked(name, mine, theirs, tolerance));
  }
  for (const name of results.keys()) {
    if (!expected.has(name)) throw new Error(`there is a ${name}; PyTorch has none`);
  }
  return seen;
}

function isGradientOfZeros(name: string, gradient: Tensor): boolean {
  return name.startsWith('gradient') && gradient.dataSync().every((x) => x === 0);
}

function checked(name: string, mine: Tensor, theirs: Tensor, tolerance: Tolerance): Seen {
  const { measure, ...most } = isFloat(theirs.dtype) ? tolerance : exact;
  const dtype = theirs.dtype === 'float64' ? 'float64' : 'float32';
  const { relative, where } = difference(mine, theirs, measure);
  if (relative > most[dtype]) {
    throw new Error(`${name}: ${where}: ${relative} off, ${most[dtype]} allowed`);
  }
  return { float32: null, float64: null, [dtype]: relative };
}
