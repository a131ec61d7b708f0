import { type ArrayView, elementCount } from '../../array-view.ts';
import type { Team } from '../../threads/team.ts';
import type { ByWork } from '../by-work.ts';
import { partOfView, rangeOf } from '../split.ts';
import type { Matmul } from './matmul.ts';

/** Multiply-adds below which another thread costs more than it saves in a training step. */
const leastWork = 128 * 64 * 64;
/** Parts are multiples of these: whole tiles of columns, and rows that make even tiles. */
const units = { columns: 16, rows: 8 };

/**
 * Splits a product over threads by parts of its output: along the batch where there is one, else
 * along the longer side, so that the factor which every thread packs for itself is the smaller one.
 */
export function splitMatmul(
  team: Team,
  a: ArrayView,
  b: ArrayView,
  output: ArrayView,
  kernels: ByWork<Matmul>,
): void {
  const [rows, columns] = [output.shape.at(-2)!, output.shape.at(-1)!];
  const work = elementCount(output.shape) * a.shape.at(-1)!;
  const matmul = kernels.for(work);
  const batch = output.shape.length > 2 ? output.shape[0]! : 1;
  const axis = batch >= team.size ? 0 : rows >= columns ? -2 : -1;
  const length = output.shape.at(axis)!;
  const step = axis === 0 ? 1 : axis === -1 ? units.columns : units.rows;
  const parts = work < leastWork ? 1 : Math.max(1, Math.min(team.size, Math.ceil(length / step)));
  if (parts === 1) {
    matmul.run(a, b, output);
    return;
  }
  team.run(parts, (index) => {
    const range = rangeOf(length, parts, index, step);
    const part = (view: ArrayView): ArrayView => partOfView(view, axis, range);
    matmul.run(axis === -1 ? a : part(a), axis === -2 ? b : part(b), part(output));
  });
}
