import type { Module } from '@plumbline/layers';
import { type Shape, scope, type Tensor } from '@plumbline/tensor';
import { type Field, unknownField } from './field.ts';

/** A module as theory sees it: what comes out, and what a gradient becomes on its way back. */
export interface Passage {
  readonly field: Field;
  /** Mean square of dL/d input from that of dL/d output. */
  readonly back: (gradient: number) => number;
}

/** What went into a module, and the sizes of that run. */
export interface Arrival {
  readonly field: Field;
  readonly inputShape: Shape;
  readonly outputShape: Shape;
  /** How a module inside of this one passes a signal on. */
  readonly visit: (module: Module, field: Field) => Passage;
}

export type Rule = (module: Module, arrival: Arrival) => Passage;

/** Of what there is no rule for. */
export const unknownPassage: Passage = { field: unknownField, back: () => Number.NaN };

/** A rule for one class of modules, not for those that extend it. */
export function ruleFor<Layer extends Module>(
  kind: abstract new (...args: never[]) => Layer,
  rule: (layer: Layer, arrival: Arrival) => Passage,
): readonly [kind: unknown, rule: Rule] {
  return [
    kind,
    (module, arrival) => (module instanceof kind ? rule(module, arrival) : unknownPassage),
  ];
}

/** Mean of the squares of a weight or bias; 0 where there is none. */
export function meanSquareOf(parameter: Tensor | null): number {
  return parameter === null ? 0 : scope(() => parameter.square().mean().item());
}
