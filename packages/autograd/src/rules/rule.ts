import type { DifferentiableOpName, Op, Operand, ops, Tensor } from '@plumbline/tensor';

/** What a rule may read: the op's inputs, attributes and output. */
export interface RuleStep<Attributes> {
  readonly inputs: readonly Operand[];
  readonly attributes: Attributes;
  readonly output: Tensor;
}

/**
 * The gradient at one input, from the gradient at the output. It may have the shape and dtype that
 * the inputs broadcast and promote to: the backward pass sums and casts it to the input's own.
 *
 * Declared as a method so that rules of different attributes fit one table; the table's type pairs
 * every rule with its op.
 */
export type InputGradient<Attributes> = {
  call(gradient: Tensor, step: RuleStep<Attributes>, position: number): Tensor;
}['call'];

/**
 * The gradients at all inputs at once, where they share work; null: no gradient flows there. A pass
 * that is recorded itself (`isRecorded`) needs results that are made of differentiable ops.
 */
export interface JointRule<Attributes> {
  joint(
    gradient: Tensor,
    step: RuleStep<Attributes>,
    isRecorded: boolean,
  ): readonly (Tensor | null)[];
}

/** One function an input (null: no gradient flows there), or one function for inputs of any number. */
export type Rule<Attributes = object> =
  | readonly (InputGradient<Attributes> | null)[]
  | InputGradient<Attributes>
  | JointRule<Attributes>;

export type AttributesOf<Name extends DifferentiableOpName> =
  (typeof ops)[Name] extends Op<infer Attributes> ? Attributes : never;

/** The tensor at an input where the op takes no number. */
export function tensorAt(step: RuleStep<unknown>, position: number): Tensor {
  const input = step.inputs[position];
  if (input === undefined || typeof input === 'number') {
    throw new TypeError(`a gradient rule expected a tensor as input ${position}, got ${input}`);
  }
  return input;
}

/** An input of a pointwise op: a tensor or a number. */
export function operandAt(step: RuleStep<unknown>, position: number): Operand {
  return step.inputs[position] ?? tensorAt(step, position);
}
