import { formatShape, sameShape, type Tensor } from '@plumbline/tensor';

/** Parameters and buffers by their path in a module, as in PyTorch: `blocks.0.fc1.weight`. */
export type StateDict = Record<string, Tensor>;

/** The names that only one of two state dicts has. */
export interface NamesApart {
  /** Those of the module, which stay as they are. */
  readonly missing: readonly string[];
  /** Those of the state dict, which are left out. */
  readonly unexpected: readonly string[];
}

/**
 * The names that only one of both has, and what else keeps `theirs` from being loaded over `mine`, a
 * sentence a name.
 */
export function differences(
  mine: Readonly<StateDict>,
  theirs: Readonly<StateDict>,
): NamesApart & { readonly problems: readonly string[] } {
  const [missing, problems]: [string[], string[]] = [[], []];
  for (const [name, tensor] of Object.entries(mine)) {
    const other = theirs[name];
    if (other === undefined) missing.push(name);
    else if (other.isReleased) problems.push(`${name} was released`);
    else if (!sameShape(tensor.shape, other.shape) || tensor.dtype !== other.dtype) {
      problems.push(`${name} is ${describe(tensor)}, the state dict has ${describe(other)}`);
    }
  }
  const unexpected = Object.keys(theirs).filter((name) => !Object.hasOwn(mine, name));
  return { missing, unexpected, problems };
}

function describe(tensor: Tensor): string {
  return `${tensor.dtype} ${formatShape(tensor.shape)}`;
}
