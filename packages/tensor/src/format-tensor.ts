import type { TypedArray } from '@plumbline/kernels';
import type { Tensor } from './tensor.ts';

/** More elements than this are summarized (NumPy's threshold), three at each edge. */
const threshold = 1000;
const edge = 3;
const digits = 4;

/** NumPy's layout: nested brackets, columns aligned, long axes cut in the middle, then the shape. */
export function formatTensor(tensor: Tensor): string {
  const data = tensor.dataSync();
  const format = elementFormat(tensor, data);
  const summarize = tensor.size > threshold;
  const visible = (size: number) =>
    summarize && size > 2 * edge
      ? [...range(0, edge), null, ...range(size - edge, size)]
      : range(0, size);

  const layout = (axis: number, offset: number, stride: number): string => {
    const size = tensor.shape[axis];
    if (size === undefined) return format(offset);
    const inner = size === 0 ? 0 : stride / size;
    const isRow = axis === tensor.rank - 1;
    const parts = visible(size).map((i) =>
      i === null ? '...' : layout(axis + 1, offset + i * inner, inner),
    );
    const separator = isRow
      ? ', '
      : `,${'\n'.repeat(tensor.rank - 1 - axis)}${' '.repeat(prefix.length + axis + 1)}`;
    return `[${parts.join(separator)}]`;
  };
  const prefix = 'tensor(';
  const dtype = tensor.dtype === 'float32' ? '' : `, ${tensor.dtype}`;
  // Where the brackets don't show it.
  const shape = tensor.size === 0 || summarize ? `, shape [${tensor.shape.join(', ')}]` : '';
  return `${prefix}${layout(0, 0, data.length)}${shape}${dtype})`;
}

function range(start: number, stop: number): number[] {
  return Array.from({ length: stop - start }, (_, i) => start + i);
}

/** One format for all elements, so that columns align. */
function elementFormat({ dtype }: Tensor, data: TypedArray): (index: number) => string {
  const text = numberText(dtype, data);
  let width = 0;
  for (const value of sample(data)) width = Math.max(width, text(value).length);
  return (index) => text(data[index]!).padStart(width);
}

function numberText(dtype: Tensor['dtype'], data: TypedArray): (value: number) => string {
  if (dtype === 'bool') return (value) => (value === 0 ? 'false' : 'true');
  if (dtype === 'int32') return String;
  const finite = sample(data)
    .filter((value) => Number.isFinite(value) && value !== 0)
    .map(Math.abs);
  const [smallest, largest] = [Math.min(...finite), Math.max(...finite)];
  const scientific =
    finite.length > 0 && (largest >= 1e8 || smallest < 1e-4 || largest / smallest > 1e3 * 1e3);
  const decimals = Math.max(0, ...sample(data).map((value) => decimalsOf(value)));
  return (value) => {
    if (Number.isNaN(value)) return 'nan';
    if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
    if (scientific) return value.toExponential(digits);
    return decimals === 0 ? `${value.toFixed(0)}.` : value.toFixed(decimals);
  };
}

function decimalsOf(value: number): number {
  if (!Number.isFinite(value)) return 0;
  const [, fraction = ''] = value.toFixed(digits).split('.');
  return fraction.replace(/0+$/, '').length;
}

/** Enough of a large array to choose a format by: its edges, which are what is shown. */
function sample(data: TypedArray): number[] {
  if (data.length <= threshold) return Array.from(data);
  return [...data.slice(0, threshold / 2), ...data.slice(-threshold / 2)];
}
