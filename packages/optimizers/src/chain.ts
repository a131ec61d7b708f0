import type { GradientTransformation } from './gradient-transformation.ts';
import { ofParts, type Part, type PartStates } from './parts.ts';

/**
 * One transformation after the other. The state has theirs by name: one without a name is called by
 * its place, from 0, which one with the name of another before it gets added.
 */
export function chain(
  ...transformations: readonly GradientTransformation[]
): GradientTransformation<PartStates> {
  const names = new Set<string>();
  const parts = transformations.map((transformation, i): Part => {
    let { name = String(i) } = transformation;
    while (names.has(name)) name += i;
    names.add(name);
    return [name, transformation];
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
