import type { Stage } from './stages.ts';

/** Elements that are reduced at a time: what a computed source writes before it is read again. */
export const tileElements = 8192;
/** Fewer rows of a wide tile than this would leave too many partial results. */
const leastRows = 32;

/**
 * How a stage is cut into tiles that may be reduced in any order. The cut depends on the stage alone,
 * so that the result does, too, however many threads there are and wherever the elements come from.
 */
export interface Tiling {
  /** Along the reduced axis: each piece gives a partial result, `pieces` of them in order. */
  readonly pieces: number;
  readonly pieceLength: number;
  /** Rows that a tile takes where a row is one piece: it leaves no partial results. */
  readonly rowsPerTile: number;
  readonly tiles: number;
  /** Elements of the largest tile. */
  readonly largest: number;
}

export function tile({ outer, reduced, inner }: Stage): Tiling {
  const wanted = inner === 1 ? tileElements : Math.max(leastRows, Math.floor(tileElements / inner));
  const pieceLength = Math.min(reduced, wanted);
  const pieces = Math.ceil(reduced / pieceLength);
  const pieceElements = pieceLength * inner;
  const rowsPerTile =
    pieces > 1 ? 1 : Math.min(outer, Math.max(1, Math.floor(tileElements / pieceElements)));
  const tiles = pieces > 1 ? outer * pieces : Math.ceil(outer / rowsPerTile);
  return { pieces, pieceLength, rowsPerTile, tiles, largest: rowsPerTile * pieceElements };
}
