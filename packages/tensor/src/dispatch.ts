import { contiguousStrides, type DType, elementCount, type View } from '@plumbline/kernels';
import { engine } from './current-engine.ts';
import type { Op, Window } from './ops/op.ts';
import { addToScope } from './scope.ts';
import type { Tensor } from './tensor.ts';

/** What an op takes: a tensor, or a number that takes on the tensors' dtype. */
export type Operand = Tensor | number;

/** What a listener is told of an op that just ran. */
export type DispatchListener = <Attributes>(
  op: Op<Attributes>,
  inputs: readonly Operand[],
  attributes: Attributes,
  output: Tensor,
) => void;

let listener: DispatchListener | null = null;

/**
 * Sets who is told of every op (autograd's tape), or nobody, and returns who was told before.
 */
export function listen(next: DispatchListener | null): DispatchListener | null {
  const previous = listener;
  listener = next;
  return previous;
}

/** Runs `body` without telling anyone: to a gradient its result is a constant. */
export function unobserved<Result>(body: () => Result): Result {
  const before = listen(null);
  try {
    return body();
  } finally {
    listen(before);
  }
}

type Construct = (view: View, origin: string) => Tensor;
let construct: Construct;

/** Tensors have methods that dispatch, and dispatching makes tensors: the class hands itself in. */
export function constructTensorsWith(make: Construct): void {
  construct = make;
}

/** A tensor that no op computed, in the current scope. */
export function makeTensor(view: View, origin: string): Tensor {
  const made = construct(view, origin);
  addToScope(made);
  return made;
}

/** Throws unless every operand is a number or a readable tensor: JavaScript has no types to say so. */
export function checkOperands(inputs: readonly Operand[], op: string): void {
  for (const input of inputs) {
    if (typeof input === 'number') continue;
    if (!input?.isPlumblineTensor) throw noOperand(inputs.indexOf(input), input, op);
    input.checkReadable();
  }
}

function noOperand(position: number, input: unknown, op: string): TypeError {
  const got = Array.isArray(input) ? 'an array: wrap it with tensor(...)' : String(input);
  return new TypeError(`${op}: argument ${position + 1} must be a tensor or a number, got ${got}`);
}

/** The one point that every op passes: computes it, then tells the listener. */
export function dispatch<Attributes>(
  op: Op<Attributes>,
  inputs: readonly Operand[],
  attributes: Attributes,
): Tensor {
  checkOperands(inputs, op.name);
  const output =
    op.kind === 'view' ? look(op, inputs, attributes) : compute(op, inputs, attributes);
  listener?.(op, inputs, attributes, output);
  addToScope(output);
  return output;
}

function compute<Attributes>(
  op: Op<Attributes> & { readonly kind: 'compute' },
  inputs: readonly Operand[],
  attributes: Attributes,
): Tensor {
  const { shape, dtype } = op.infer(inputs, attributes);
  const output = emptyView(shape, dtype, op.name);
  try {
    op.run(engine(), inputs, attributes, output);
  } catch (error) {
    engine().release(output.buffer);
    throw error;
  }
  return construct(output, op.name);
}

function look<Attributes>(
  op: Op<Attributes> & { readonly kind: 'view' },
  inputs: readonly Operand[],
  attributes: Attributes,
): Tensor {
  const [input] = inputs;
  if (input === undefined || typeof input === 'number') {
    throw new TypeError(`${op.name}: expected a tensor, got ${String(input)}`);
  }
  const window = op.window(input, attributes);
  if (window !== null) {
    engine().retain(input.buffer);
    return construct(windowOn(input, window), op.name);
  }
  const copy = emptyView(input.shape, input.dtype, op.name);
  engine().copy(input, copy);
  return construct(windowOn(copy, op.window(copy, attributes) ?? copy), op.name);
}

function windowOn({ buffer }: View, { shape, strides, offset }: Window): View {
  return { buffer, shape, strides, offset };
}

/** A contiguous view of undefined content on a buffer of its own. */
export function emptyView(shape: readonly number[], dtype: DType, origin: string): View {
  const buffer = engine().allocate(dtype, elementCount(shape), origin);
  return { buffer, shape, strides: contiguousStrides(shape), offset: 0 };
}
