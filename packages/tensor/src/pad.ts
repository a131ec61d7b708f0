import { full, tensor } from './creation.ts';
import { dispatch } from './dispatch.ts';
import { concat } from './joining.ts';
import { ops } from './ops/index.ts';
import { checkList, describe, formatShape } from './shape.ts';
import type { Tensor } from './tensor.ts';

/** Options of `pad`. */
export interface PadOptions {
  /**
   * What the new elements are: one value (`constant`, the default), the image in the edge without
   * the edge itself (`reflect`), the edge (`replicate`), or the other end (`circular`).
   */
  readonly mode?: 'constant' | 'reflect' | 'replicate' | 'circular';
  /** The constant. Default 0. */
  readonly value?: number;
}

interface Width {
  readonly axis: number;
  readonly before: number;
  readonly after: number;
}

/** PyTorch's `nn.functional.pad`, for any number of axes; negative widths cut off. */
export function pad(x: Tensor, widths: readonly number[], options: PadOptions): Tensor {
  const { mode = 'constant', value = 0 } = options;
  const parts = widthsByAxis(x, widths);
  let cut = x;
  for (const { axis, before, after } of parts) {
    const [start, end] = [Math.max(0, -before), Math.max(0, -after)];
    const left = cut.shape[axis]! - start - end;
    if (left < 0) throw notFitting(x, widths, `axis ${axis} is cut off more than it has`);
    if (start + end > 0) cut = cut.narrow(axis, start, left);
  }
  const added = parts
    .map(({ axis, before, after }) => ({
      axis,
      before: Math.max(0, before),
      after: Math.max(0, after),
    }))
    .filter(({ before, after }) => before + after > 0);
  if (mode !== 'constant') return added.reduce((padded, width) => repeat(padded, width, mode), cut);
  if (value === 0) return withZeros(cut, added);
  return added.reduce((padded, width) => withValue(padded, width, value), cut);
}

function widthsByAxis(x: Tensor, widths: readonly number[]): Width[] {
  checkList(widths, 'pad', 'widths');
  if (widths.some(Array.isArray)) {
    const fix = formatShape(widths.toReversed().flat());
    throw notFitting(x, widths, `the widths are one flat list from the last axis on, as in ${fix}`);
  }
  if (widths.length % 2 !== 0 || widths.length > 2 * x.rank) {
    throw notFitting(x, widths, 'two widths an axis, from the last axis on');
  }
  if (!widths.every(Number.isInteger)) throw notFitting(x, widths, 'widths are whole numbers');
  return Array.from({ length: widths.length / 2 }, (_, i) => ({
    axis: x.rank - 1 - i,
    before: widths[2 * i]!,
    after: widths[2 * i + 1]!,
  }));
}

function notFitting(x: Tensor, widths: readonly number[], why: string): RangeError {
  return new RangeError(
    `pad: ${describe(widths)} do not fit a tensor of shape ${formatShape(x.shape)}: ${why}`,
  );
}

function withZeros(x: Tensor, widths: readonly Width[]): Tensor {
  const shape = [...x.shape];
  const starts = shape.map(() => 0);
  for (const { axis, before, after } of widths) {
    shape[axis]! += before + after;
    starts[axis] = before;
  }
  return dispatch(ops.sliceScatter, [x], { shape, starts, steps: shape.map(() => 1) });
}

function withValue(x: Tensor, { axis, before, after }: Width, value: number): Tensor {
  const edge = (size: number) => full(x.shape.with(axis, size), value, { dtype: x.dtype });
  return concat([edge(before), x, edge(after)], axis);
}

/** The index in an axis of `size` from which an element at `i`, maybe outside of it, is taken. */
const sources = {
  reflect: (i: number, size: number) => (i < 0 ? -i : i < size ? i : 2 * (size - 1) - i),
  replicate: (i: number, size: number) => Math.min(size - 1, Math.max(0, i)),
  circular: (i: number, size: number) => (i + size) % size,
};
const mostOf = {
  reflect: (size: number) => size - 1,
  replicate: (size: number) => (size === 0 ? 0 : Number.POSITIVE_INFINITY),
  circular: (size: number) => size,
};

function repeat(x: Tensor, { axis, before, after }: Width, mode: keyof typeof sources): Tensor {
  const size = x.shape[axis]!;
  const most = mostOf[mode](size);
  if (Math.max(before, after) > most) {
    throw new RangeError(
      `pad: ${mode} adds at most ${most} elements at an edge of axis ${axis} of ` +
        `${formatShape(x.shape)}, not ${before} and ${after}`,
    );
  }
  const index = new Int32Array(before + size + after).map((_, i) =>
    sources[mode](i - before, size),
  );
  return x.indexSelect(axis, tensor(index));
}
