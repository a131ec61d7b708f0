import type { DType, Engine, View } from '@plumbline/kernels';

/** What an op computes from: a tensor, or a number that takes on the tensors' dtype. */
export type Input = View | number;

/** An op that computes a new buffer. */
export interface ComputeOp<Attributes> {
  readonly name: string;
  readonly kind: 'compute';
  readonly differentiable: boolean;
  /** The output's shape and dtype, from the inputs' alone; throws where they don't fit. */
  infer(
    inputs: readonly Input[],
    attributes: Attributes,
  ): { readonly shape: readonly number[]; readonly dtype: DType };
  /** Fills `output`, which is contiguous and has the inferred shape and dtype. */
  run(engine: Engine, inputs: readonly Input[], attributes: Attributes, output: View): void;
}

/** An op that looks at its input's buffer in another way and computes nothing. */
export interface ViewOp<Attributes> {
  readonly name: string;
  readonly kind: 'view';
  readonly differentiable: true;
  /** The new window, or null where the strides don't allow one and a contiguous copy is due. */
  window(input: View, attributes: Attributes): Window | null;
}

export interface Window {
  readonly shape: readonly number[];
  readonly strides: readonly number[];
  readonly offset: number;
}

/** What `dispatch` runs: an op that computes, or one that looks at a buffer in another way. */
export type Op<Attributes> = ComputeOp<Attributes> | ViewOp<Attributes>;

/** The attributes of an op that has none. */
export type None = Readonly<Record<never, never>>;
/** No attributes. */
export const none: None = {};

export function shapeOf(input: Input): readonly number[] {
  return typeof input === 'number' ? [] : input.shape;
}

/** The input at `position` where the op takes only tensors there. */
export function viewAt(inputs: readonly Input[], position: number, op: string): View {
  const input = inputs[position];
  if (input === undefined || typeof input === 'number') {
    throw new TypeError(`${op}: argument ${position + 1} must be a tensor, got ${String(input)}`);
  }
  return input;
}
