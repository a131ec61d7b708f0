import type { Tensor } from '@plumbline/tensor';
import type { GradientTransformation, Update } from './gradient-transformation.ts';
import { ofParts, type PartStates } from './parts.ts';

/**
 * Each parameter goes through the transformation of its label, and each transformation sees only
 * its own parameters (optax's `multi_transform`). RangeError for a label without a transformation.
 */
export function partition<Label extends string>(
  transformations: Readonly<Record<Label, GradientTransformation>>,
  labelOf: (parameter: Tensor, index: number) => Label,
): GradientTransformation<PartStates> {
  const parts = Object.entries<GradientTransformation>(transformations);
  const members = (parameters: readonly Tensor[]) => {
    const byLabel = new Map(parts.map(([label]) => [label, [] as number[]]));
    for (const [i, parameter] of parameters.entries()) {
      const label = labelOf(parameter, i);
      const indices = byLabel.get(label);
      if (indices === undefined) {
        const known = parts.map(([name]) => name).join(', ');
        throw new RangeError(`partition: parameter ${i} is "${label}", not one of ${known}`);
      }
      indices.push(i);
    }
    return byLabel;
  };
  return {
    init(parameters) {
      const byLabel = members(parameters);
      return Object.fromEntries(
        parts.map(([label, part]) => [label, part.init(at(parameters, byLabel.get(label)))]),
      );
    },
    update(updates, states, parameters) {
      const byLabel = members(parameters);
      const passed: Update[] = [...updates];
      const state = parts.map(([label, part]) => {
        const indices = byLabel.get(label) ?? [];
        const own = at(parameters, indices);
        const step = part.update(at(updates, indices), states[label], own);
        for (const [place, index] of indices.entries()) passed[index] = step.updates[place] ?? null;
        return [label, step.state] as const;
      });
      return { updates: passed, state: Object.fromEntries(state) };
    },
    ...ofParts(parts),
  };
}

function at<Item>(items: readonly Item[], indices: readonly number[] = []): Item[] {
  return indices.map((index) => items[index]!);
}
