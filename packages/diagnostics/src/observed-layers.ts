import { type Module, Residual } from '@plumbline/layers';

/** A module without modules inside. */
export interface ObservedLayer {
  /** Its path in the model; '(model)' for a model that is one layer. */
  readonly name: string;
  readonly module: Module;
  readonly kind: string;
  /** The path of the innermost residual block around it. */
  readonly block: string | null;
}

/** The layers of `model` that one looks at, in the order of their fields. */
export function observedLayers(model: Module): ObservedLayer[] {
  const all = model.namedModules();
  const blocks = residualBlocks(model).map(([name]) => name);
  return all.flatMap(([name, module]) => {
    if (module.children().length > 0) return [];
    const around = blocks.filter((block) => block === '' || name.startsWith(`${block}.`));
    const block = around.at(-1) ?? null;
    return [{ name: name || '(model)', module, kind: module.constructor.name, block }];
  });
}

/** The residual blocks of `model`, outer before inner. */
export function residualBlocks(model: Module): [name: string, block: Residual][] {
  return model
    .namedModules()
    .filter((entry): entry is [string, Residual] => entry[1] instanceof Residual);
}
