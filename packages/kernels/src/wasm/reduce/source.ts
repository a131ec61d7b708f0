import type { ArrayView } from '../../array-view.ts';
import { elementCount, isContiguous } from '../../array-view.ts';
import type { Copy } from '../copy/copy.ts';
import type { LoopCall } from '../pointwise/loop-call.ts';

/** Where a reduction's elements come from, in row-major order. */
export interface Source {
  /** Bytes of scratch space for all elements, and whether each tile needs some, too. */
  readonly bytes: number;
  readonly needsTiles: boolean;
  /** Called first, with the address of those bytes. */
  open(address: number): void;
  /** The address of the elements from `start` to before `end`, which may be the tile's. */
  place(start: number, end: number, tile: number): number;
}

/** Elements side by side in memory. */
export function stored(address: number): Source {
  return {
    bytes: 0,
    needsTiles: false,
    open: () => {},
    place: (start) => address + start * 4,
  };
}

/** The elements of a view; copied if there are gaps between them. */
export function viewed(view: ArrayView, copy: Copy): Source {
  if (isContiguous(view)) return stored(view.offset * 4);
  let copied = 0;
  return {
    bytes: elementCount(view.shape) * 4,
    needsTiles: false,
    open(address) {
      copied = address;
      copy.toContiguous(view, address);
    },
    place: (start) => copied + start * 4,
  };
}

/** Elements of an expression, computed tile by tile in a space that stays in the cache. */
export function computed(loop: LoopCall): Source {
  return {
    bytes: 0,
    needsTiles: true,
    open: () => {},
    place(start, end, tile) {
      loop.run(start, end, tile, 4);
      return tile;
    },
  };
}
