import { formatShape, sameShape, type Tensor } from '@plumbline/tensor';

/** Parameters and buffers by their path in a module, as in PyTorch: `blocks.0.fc1.weight`. */
export type StateDict = Record<string, Tensor>;

/** What keeps `theirs` from being loaded over `mine`, a sentence a name; none if all agrees. */
export function differences(mine: Readonly<StateDict>, theirs: Readonly<StateDict>): string[] {
  const found: string[] = [];
  for (const [name, tensor] of Object.entries(mine)) {
    const other = theirs[name];
    if (other === undefined) found.push(`${name} is missing`);
    else if (other.isReleased) found.push(`${name} was released`);
    else if (!sameShape(tensor.shape, other.shape) || tensor.dtype !== other.dtype) {
      found.push(`${name} is ${describe(tensor)}, the state dict has ${describe(other)}`);
    }
  }
  for (const name of Object.keys(theirs)) {
    if (!Object.hasOwn(mine, name)) found.push(`${name} is not expected`);
  }
  return found;
}

function describe(tensor: Tensor): string {
  return `${tensor.dtype} ${formatShape(tensor.shape)}`;
}
