import type { GradientTransformation } from './gradient-transformation.ts';
import { ofParts, type Part, type PartStates } from './parts.ts';

/**
 * One transformation after the other. The state has theirs by name: one without a name, or with
 * that of one before it, is called by its place, from 0.
 */
export function chain(
  ...transformations: readonly GradientTransformation[]
): GradientTransformation<PartStates> {
  const names = new Set<string>();
  const parts = transformations.map((transformation, i): Part => {
    const { name = '' } = transformation;
    const free = name !== '' && !names.has(name) ? name : `${name}${i}`;
    names.add(free);
    return [free, transformation];
  });
  return {
    init: (parameters) =>
      Object.fromEntries(parts.map(([name, part]) => [name, part.init(parameters)])),
    update(updates, states, parameters) {
      let passed = updates;
      const state = parts.map(([name, part]) => {
        const step = part.update(passed, states[name], parameters);
        passed = step.updates;
        return [name, step.state] as const;
      });
      return { updates: passed, state: Object.fromEntries(state) };
    },
    ...ofParts(parts),
  };
}
