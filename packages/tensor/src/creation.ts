import {
  contiguousStrides,
  type DType,
  elementCount,
  type TypedArray,
  typedArray,
} from '@plumbline/kernels';
import { checkDType } from './check-dtype.ts';
import { checkOptions } from './check-options.ts';
import { engine } from './current-engine.ts';
import { emptyView, makeTensor } from './dispatch.ts';
import { flattenInto, type NestedArray, nestedShape } from './nested-array.ts';
import { scope } from './scope.ts';
import { checkShape, formatShape, type Shape } from './shape.ts';
import type { Tensor } from './tensor.ts';

/** Options of what makes a tensor. */
export interface TensorOptions {
  /** Default: float32, or what the values say (booleans: bool; a typed array: its own). */
  readonly dtype?: DType;
}

export interface ValuesOptions extends TensorOptions {
  /** Default: the values' own. */
  readonly shape?: Shape;
}

/** Typed arrays of which each is one dtype; bytes may be pixels, numbers or a mask. */
type OwnDType = Float32Array | Float64Array | Int32Array;

/**
 * A tensor of nested arrays, a number, a boolean, or (with `shape`) a typed array, whose elements
 * are copied. Plain numbers become float32, booleans bool. A Uint8Array needs a `dtype`. To bool is
 * "not 0". Errors: TypeError for what is no number, RangeError for rows of different lengths.
 */
export function tensor(values: NestedArray | OwnDType, options?: ValuesOptions): Tensor;
export function tensor(
  values: TypedArray,
  options: ValuesOptions & { readonly dtype: DType },
): Tensor;
export function tensor(values: NestedArray | TypedArray, options: ValuesOptions = {}): Tensor {
  checkOptions('tensor', options, ['dtype', 'shape']);
  if (options.dtype !== undefined) checkDType(options.dtype, 'tensor');
  if (ArrayBuffer.isView(values)) return fromTyped(values, options);
  const shape = nestedShape(values);
  const dtype = options.dtype ?? (isBoolean(values) ? 'bool' : 'float32');
  const data = typedArray(dtype, elementCount(shape));
  flattenInto(values, shape, dtype === 'bool' ? (x) => Number(Number(x) !== 0) : Number, data);
  return adopt(dtype, data, options.shape ?? shape);
}

function fromTyped(
  values: TypedArray,
  { dtype = dtypeOf(values), shape = [values.length] }: ValuesOptions,
): Tensor {
  const data = typedArray(dtype, values.length);
  data.set(dtype === 'bool' ? values.map((x) => (x === 0 ? 0 : 1)) : values);
  return adopt(dtype, data, shape);
}

function dtypeOf(values: TypedArray): DType {
  if (values instanceof Float32Array) return 'float32';
  if (values instanceof Float64Array) return 'float64';
  if (values instanceof Int32Array) return 'int32';
  const kind = Object.prototype.toString.call(values).slice('[object '.length, -1);
  throw new TypeError(
    `tensor: a ${kind} has no dtype of its own: pass { dtype: 'float32' | 'int32' | 'bool' }`,
  );
}

function adopt(dtype: DType, data: TypedArray, shape: Shape): Tensor {
  checkShape(shape, 'tensor');
  if (elementCount(shape) !== data.length) {
    throw new RangeError(`tensor: ${data.length} values do not fill shape ${formatShape(shape)}`);
  }
  const buffer = engine().adopt(dtype, data, 'tensor');
  return makeTensor(
    { buffer, shape: [...shape], strides: contiguousStrides(shape), offset: 0 },
    'tensor',
  );
}

/** Whether there are values, and all are booleans. */
function isBoolean(values: NestedArray): boolean {
  if (typeof values === 'number') return false;
  if (typeof values === 'boolean') return true;
  return Array.isArray(values) && values.length > 0 && values.every(isBoolean);
}

function dtypeIn(options: TensorOptions, otherwise: DType, op: string): DType {
  checkOptions(op, options, ['dtype']);
  const { dtype = otherwise } = options;
  checkDType(dtype, op);
  return dtype;
}

/** Every element `value`. */
export function full(shape: Shape, value: number, options: TensorOptions = {}): Tensor {
  return filled(shape, value, options, 'full');
}

/** Every element 0; float32 by default. */
export function zeros(shape: Shape, options: TensorOptions = {}): Tensor {
  return filled(shape, 0, options, 'zeros');
}

/** Every element 1; float32 by default. */
export function ones(shape: Shape, options: TensorOptions = {}): Tensor {
  return filled(shape, 1, options, 'ones');
}

function filled(shape: Shape, value: number, options: TensorOptions, origin: string): Tensor {
  checkShape(shape, origin, options);
  const dtype = dtypeIn(options, 'float32', origin);
  const view = emptyView([...shape], dtype, origin);
  engine().fill(value, view);
  return makeTensor(view, origin);
}

/** Zeros of the shape and dtype of `like`. */
export function zerosLike(like: Tensor): Tensor {
  return zeros(like.shape, { dtype: like.dtype });
}

/** Ones of the shape and dtype of `like`. */
export function onesLike(like: Tensor): Tensor {
  return ones(like.shape, { dtype: like.dtype });
}

/** start, start + step, ... up to but without `stop`. int32 by default if all are whole. */
export function arange(
  start: number,
  stop?: number,
  step = 1,
  options: TensorOptions = {},
): Tensor {
  const [first, end] = stop === undefined ? [0, start] : [start, stop];
  if (step === 0 || !Number.isFinite((end - first) / step)) {
    throw new RangeError(`arange: can't go from ${first} to ${end} in steps of ${step}`);
  }
  const whole = [first, end, step].every(Number.isInteger);
  const dtype = dtypeIn(options, whole ? 'int32' : 'float32', 'arange');
  const data = typedArray(dtype, Math.max(0, Math.ceil((end - first) / step)));
  for (let i = 0; i < data.length; i++) data[i] = first + i * step;
  return adopt(dtype, data, [data.length]);
}

/** `count` evenly spaced numbers from `start` to `stop`, both included. */
export function linspace(
  start: number,
  stop: number,
  count: number,
  options: TensorOptions = {},
): Tensor {
  checkShape([count], 'linspace');
  const dtype = dtypeIn(options, 'float32', 'linspace');
  const data = typedArray(dtype, count);
  for (let i = 0; i < count; i++) data[i] = spaced(start, stop, count, i);
  return adopt(dtype, data, [count]);
}

function spaced(start: number, stop: number, count: number, i: number): number {
  return count === 1 ? start : start + ((stop - start) * i) / (count - 1);
}

/** `base` to the power of `count` evenly spaced numbers from `start` to `stop`. Default base 10. */
export function logspace(
  start: number,
  stop: number,
  count: number,
  options: TensorOptions & { readonly base?: number } = {},
): Tensor {
  checkShape([count], 'logspace');
  checkOptions('logspace', options, ['dtype', 'base']);
  const { dtype = 'float32', base = 10 } = options;
  checkDType(dtype, 'logspace');
  const data = typedArray(dtype, count).map((_, i) => base ** spaced(start, stop, count, i));
  return adopt(dtype, data, [count]);
}

/** Ones on the main diagonal of zeros, [n, m]; by default square. */
export function eye(n: number, m = n, options: TensorOptions = {}): Tensor {
  checkShape([n, m], 'eye');
  const dtype = dtypeIn(options, 'float32', 'eye');
  const data = typedArray(dtype, n * m);
  for (let i = 0; i < Math.min(n, m); i++) data[i * m + i] = 1;
  return adopt(dtype, data, [n, m]);
}

/**
 * A row of `classes` zeros with a one at each of `labels` (int32, any shape): [..., classes],
 * float32 by default; no gradient. Errors: TypeError for labels that are not int32, RangeError for one that is
 * no class.
 */
export function oneHot(labels: Tensor, classes: number, options: TensorOptions = {}): Tensor {
  if (labels.dtype !== 'int32') {
    throw new TypeError(`oneHot: labels must be int32, got ${labels.dtype}; use .to('int32')`);
  }
  checkShape([classes], 'oneHot');
  const dtype = dtypeIn(options, 'float32', 'oneHot');
  return scope(() => {
    const index = labels.unsqueeze(-1);
    const rows = zeros([...labels.shape, classes], { dtype });
    try {
      return rows.scatterAdd(-1, index, ones(index.shape, { dtype }));
    } catch (cause) {
      if (!(cause instanceof RangeError)) throw cause;
      throw new RangeError(`oneHot: a label is none of ${classes} classes: ${cause.message}`, {
        cause,
      });
    }
  });
}
