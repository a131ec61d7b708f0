import type { Module } from '@plumbline/layers';
import type { Shape } from '@plumbline/tensor';
import { activationRules } from './activation-rules.ts';
import type { Field } from './field.ts';
import { normRules } from './norm-rules.ts';
import { type Passage, unknownPassage } from './passage.ts';
import { structureRules } from './structure-rules.ts';
import { weightRules } from './weight-rules.ts';

/** One entry a kind of module. Of what a subclass computes nothing is assumed. */
const rules = new Map([...weightRules, ...activationRules, ...normRules, ...structureRules]);

/** A call of a module as it was seen. */
export interface SeenCall {
  readonly module: Module;
  readonly inputShape: Shape;
  readonly outputShape: Shape;
}

/** What theory expects of a call. */
export interface Expectation {
  readonly field: Field;
  readonly gradientMeanSquare: number;
}

/**
 * What mean-field theory expects of every call that it could follow: the signal from `input` on, the
 * gradient from the one at the model's output back.
 */
export function predict(
  model: Module,
  input: Field,
  outputGradient: number,
  calls: readonly SeenCall[],
): Map<SeenCall, Expectation> {
  const waiting = Map.groupBy(calls, ({ module }) => module);
  const turns = new Map<Module, number>();
  const expected = new Map<SeenCall, Expectation>();

  const visit = (module: Module, field: Field): Passage => {
    const turn = turns.get(module) ?? 0;
    turns.set(module, turn + 1);
    const call = waiting.get(module)?.[turn];
    const rule = rules.get(module.constructor);
    const { inputShape = [], outputShape = [] } = call ?? {};
    const passage = rule?.(module, { field, inputShape, outputShape, visit }) ?? unknownPassage;
    return {
      field: passage.field,
      back: (gradient) => {
        if (call !== undefined)
          expected.set(call, { field: passage.field, gradientMeanSquare: gradient });
        return passage.back(gradient);
      },
    };
  };
  visit(model, input).back(outputGradient);
  // A module that ran elsewhere too: which of its calls was which is not known.
  for (const call of expected.keys()) {
    if (turns.get(call.module) !== waiting.get(call.module)?.length) expected.delete(call);
  }
  return expected;
}
