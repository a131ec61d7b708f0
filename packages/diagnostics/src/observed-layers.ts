import type { Parameter } from '@plumbline/autograd';
import { type Module, Residual } from '@plumbline/layers';
import { parametersByOwner } from './parameters-by-owner.ts';

/** A module without modules inside, or with parameters of its own. */
export interface ObservedLayer {
  /** Its path in the model; '(model)' for a model that is one layer. */
  readonly name: string;
  readonly module: Module;
  readonly kind: string;
  /** The path of the innermost residual block around it. */
  readonly block: string | null;
  /** Its own; one that several layers share is the first one's. */
  readonly parameters: readonly Parameter[];
}

/** The layers of `model` that one looks at, in the order of their fields. */
export function observedLayers(model: Module): ObservedLayer[] {
  const parameters = parametersByOwner(model);
  const blocks = new Map<Module, string>();
  // Inner blocks come later, and take the place of those around them.
  for (const [name, block] of residualBlocks(model)) {
    for (const [, module] of block.namedModules()) if (module !== block) blocks.set(module, name);
  }
  return model.namedModules().flatMap(([name, module]) => {
    const own = parameters.get(name) ?? [];
    if (module.children().length > 0 && own.length === 0) return [];
    return [
      {
        name: name || '(model)',
        module,
        kind: module.constructor.name,
        block: blocks.get(module) ?? null,
        parameters: own,
      },
    ];
  });
}

/** The residual blocks of `model`, outer before inner. */
export function residualBlocks(model: Module): [name: string, block: Residual][] {
  return model
    .namedModules()
    .filter((entry): entry is [string, Residual] => entry[1] instanceof Residual);
}
