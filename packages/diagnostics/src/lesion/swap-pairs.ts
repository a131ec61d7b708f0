import { formatShape, sameShape } from '@plumbline/tensor';
import type { Block } from './blocks.ts';

/** Which blocks change places: all neighbours of the same shapes, pairs of paths, or none. */
export type Swaps = 'adjacent' | readonly (readonly [string, string])[] | false;

/** RangeError for a pair that there is not, or whose shapes differ. */
export function swapPairs(blocks: readonly Block[], swaps: Swaps): (readonly [Block, Block])[] {
  if (swaps === false) return [];
  if (swaps === 'adjacent') {
    const pairs = blocks.slice(1).map((after, i) => [blocks[i]!, after] as const);
    return pairs.filter(([a, b]) => fits(a, b));
  }
  return swaps.map((names) => {
    const [a, b] = names.map((name) => find(blocks, name));
    if (a !== undefined && b !== undefined && a !== b && fits(a, b)) return [a, b];
    const [one, other] = [a, b].map((block) => block && describe(block));
    throw new RangeError(`lesion: ${one} and ${other} cannot change places`);
  });
}

/** Whether each fits in the other's place. */
function fits(a: Block, b: Block): boolean {
  return sameShape(a.input, b.input) && sameShape(a.output, b.output);
}

function find(blocks: readonly Block[], name: string): Block {
  const found = blocks.find((block) => block.name === name);
  if (found !== undefined) return found;
  const names = blocks.map((block) => block.name).join(', ');
  throw new RangeError(`lesion: swaps names '${name}', which is none of the blocks ${names}`);
}

function describe({ name, input, output }: Block): string {
  return `${name} (${formatShape(input)} to ${formatShape(output)})`;
}
