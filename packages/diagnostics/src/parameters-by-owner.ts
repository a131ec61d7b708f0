import type { Parameter } from '@plumbline/autograd';
import type { Module } from '@plumbline/layers';

/** The path of the innermost of the modules at `paths` that a parameter's path lies in. */
export function ownerOf(paths: ReadonlySet<string>, parameter: string): string {
  // A field may be an array: `weights.0` belongs to whoever has `weights`.
  let owner = parameter;
  do owner = owner.slice(0, Math.max(0, owner.lastIndexOf('.')));
  while (!paths.has(owner));
  return owner;
}

/** The paths of all modules of `model`, its own, '', too. */
export function modulePaths(model: Module): Set<string> {
  return new Set(model.namedModules().map(([name]) => name));
}

/** The parameters of each module that has some of its own, by its path. */
export function parametersByOwner(model: Module): Map<string, Parameter[]> {
  const paths = modulePaths(model);
  const owners = new Map<string, Parameter[]>();
  for (const [path, parameter] of model.namedParameters()) {
    const owner = ownerOf(paths, path);
    const own = owners.get(owner);
    if (own === undefined) owners.set(owner, [parameter]);
    else own.push(parameter);
  }
  return owners;
}
