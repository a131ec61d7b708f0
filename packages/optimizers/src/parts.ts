import type { GradientTransformation } from './gradient-transformation.ts';

/** The states of a transformation's parts, by their names. */
export type PartStates = Readonly<Record<string, unknown>>;

/** A transformation inside another one, whose state has the inner one's under `name`. */
export type Part = readonly [name: string, transformation: GradientTransformation];

/** How a transformation made of others passes metrics on to them, and knows their rates. */
export function ofParts<State extends PartStates>(
  parts: readonly Part[],
): Required<Pick<GradientTransformation<State>, 'observe' | 'rates'>> {
  return {
    observe(metric, state) {
      const changed = parts.flatMap(([name, part]) => {
        const before = state[name];
        const after = part.observe?.(metric, before) ?? before;
        return after === before ? [] : [[name, after] as const];
      });
      return changed.length === 0 ? state : { ...state, ...Object.fromEntries(changed) };
    },
    rates: (state) => parts.flatMap(([name, part]) => part.rates?.(state[name]) ?? []),
  };
}
