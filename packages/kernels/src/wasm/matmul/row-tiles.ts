import { tileRows } from './tile.ts';

/** Tiles of the same height, one below the other. */
export interface RowTiles {
  readonly height: number;
  readonly count: number;
}

/** A tile of fewer rows takes as long as one of so many: the accumulators wait for each other. */
const leastBusyRows = 4;

/**
 * The tiles that `rows` rows are made of: as many whole ones as there are, and the rest. Where tiles
 * may begin at any row (`even`), a rest of 1, 2 or 3 rows shares with a whole tile: 8 rows are 4 and
 * 4. (Measured: the last 8 of 128 rows take 20 % less time, 1.3 % of the product.)
 */
export function rowTiles(rows: number, even: boolean): readonly RowTiles[] {
  const rest = rows % tileRows;
  const whole = (rows - rest) / tileRows;
  const tiles: RowTiles[] = [];
  const add = (height: number, count: number): void => {
    if (height * count > 0) tiles.push({ height, count });
  };
  if (even && whole > 0 && rest > 0 && rest < leastBusyRows) {
    const upper = Math.ceil((tileRows + rest) / 2);
    const lower = tileRows + rest - upper;
    add(tileRows, whole - 1);
    add(upper, upper === lower ? 2 : 1);
    if (upper !== lower) add(lower, 1);
  } else {
    add(tileRows, whole);
    add(rest, 1);
  }
  return tiles;
}
