import { detach } from '@plumbline/autograd';
import { formatShape, sameShape, Tensor } from '@plumbline/tensor';

/** Tensors and numbers of an optimizer's state by their path: `group0.adam.3.mean`. */
export type OptimizerStateDict = Readonly<Record<string, Tensor | number>>;

type Leaf = Tensor | number;

/** The tensors (as aliases, which nobody else releases) and numbers of a state by their path. */
export function leavesOf(state: unknown): Record<string, Leaf> {
  const found: Record<string, Leaf> = {};
  mapLeaves(state, '', (leaf, path) => {
    found[path] = typeof leaf === 'number' ? leaf : detach(leaf);
    return leaf;
  });
  return found;
}

/** A state like `state` with the tensors (as aliases) and numbers of a dict that fits. */
export function withLeaves(state: unknown, dict: OptimizerStateDict): unknown {
  return mapLeaves(state, '', (leaf, path) => {
    const loaded = dict[path] ?? leaf;
    return typeof loaded === 'number' ? loaded : detach(loaded);
  });
}

/** Error that lists what is missing, left over or different, unless `theirs` fits `mine`. */
export function checkFits(mine: OptimizerStateDict, theirs: OptimizerStateDict): void {
  const problems: string[] = [];
  for (const [name, leaf] of Object.entries(mine)) {
    const other = Object.hasOwn(theirs, name) ? theirs[name] : undefined;
    if (other === undefined) problems.push(`${name} is missing`);
    else if (other instanceof Tensor && other.isReleased) problems.push(`${name} was released`);
    else if (!isLike(leaf, other)) {
      problems.push(`${name} is ${describe(leaf)}, the state dict has ${describe(other)}`);
    }
  }
  for (const name of Object.keys(theirs)) {
    if (!Object.hasOwn(mine, name)) problems.push(`${name} is not expected`);
  }
  if (problems.length > 0) throw new Error(`loadStateDict: ${problems.join('; ')}`);
}

function isLike(mine: Leaf, theirs: Leaf): boolean {
  if (typeof mine === 'number') return Number.isFinite(theirs);
  return (
    theirs instanceof Tensor && theirs.dtype === mine.dtype && sameShape(theirs.shape, mine.shape)
  );
}

function describe(leaf: Leaf): string {
  if (leaf instanceof Tensor) return `${leaf.dtype} ${formatShape(leaf.shape)}`;
  return Number.isFinite(leaf) ? 'a number' : String(leaf);
}

/** A state of the same build, with what `visit` gives for each tensor and number. */
function mapLeaves(
  state: unknown,
  path: string,
  visit: (leaf: Leaf, path: string) => Leaf,
): unknown {
  if (state === null) return null;
  if (typeof state === 'number' || state instanceof Tensor) return visit(state, path);
  const inside = (name: string, value: unknown) =>
    mapLeaves(value, path === '' ? name : `${path}.${name}`, visit);
  if (Array.isArray(state)) return state.map((item: unknown, i) => inside(String(i), item));
  if (typeof state === 'object' && Object.getPrototypeOf(state) === Object.prototype) {
    return Object.fromEntries(
      Object.entries(state).map(([name, value]) => [name, inside(name, value)]),
    );
  }
  throw new TypeError(
    `stateDict: ${path} is neither a tensor, a number nor null, in arrays and plain objects`,
  );
}
