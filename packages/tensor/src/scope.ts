import { isTensor } from './is-tensor.ts';
import type { Tensor } from './tensor.ts';

let current: Tensor[] | null = null;

/** Called for every tensor that is made. */
export function addToScope(tensor: Tensor): void {
  current?.push(tensor);
}

/**
 * Runs `body` and releases every tensor made in it, except those it returns (in arrays and plain
 * objects too), those passed to `keep`, and those that a gradient tape still needs. `body` must not
 * be async. `op`: who asks, for that error.
 */
export function scope<Result>(body: () => Result, op = 'scope'): Result {
  const outer = current;
  const made: Tensor[] = [];
  current = made;
  let result: Result;
  try {
    result = body();
  } catch (error) {
    current = outer;
    releaseAll(made, new Set(), false);
    throw error;
  }
  current = outer;
  if (result instanceof Promise) {
    throw new TypeError(`${op}: the function is async; put a ${op} around each synchronous part`);
  }
  if (made.length > 0) {
    const returned = tensorsIn(result);
    releaseAll(made, returned, hasTrace(returned));
  }
  return result;
}

function hasTrace(tensors: ReadonlySet<Tensor>): boolean {
  for (const { trace } of tensors) if (trace !== null) return true;
  return false;
}

function releaseAll(made: readonly Tensor[], returned: Set<Tensor>, isTraced: boolean): void {
  for (const tensor of made) {
    if (returned.has(tensor)) addToScope(tensor);
    else if (tensor.kept) continue;
    else if (isTraced && (tensor.trace !== null || tensor.holds > 0)) {
      tensor.orphaned = true;
      // If the scope around ends without the result, nothing needs it any more.
      addToScope(tensor);
    } else tensor.release('the end of a scope');
  }
}

/** Runs `body` and lists what it made, which the scope around has as before. */
export function tensorsMadeBy<Result>(body: () => Result): {
  result: Result;
  made: readonly Tensor[];
} {
  const outer = current;
  const made: Tensor[] = [];
  current = made;
  try {
    return { result: body(), made };
  } finally {
    current = outer;
    for (const tensor of made) addToScope(tensor);
  }
}

/** The tensors in a result: itself, or in arrays and plain objects at any depth. */
export function tensorsIn(value: unknown, found: Set<Tensor> = new Set()): Set<Tensor> {
  if (typeof value !== 'object' || value === null) return found;
  if (Array.isArray(value)) for (const item of value) tensorsIn(item, found);
  else if (Object.getPrototypeOf(value) === Object.prototype) {
    // Most of an optimizer's state: a list of the values would be made for each parameter.
    for (const name in value) tensorsIn(Reflect.get(value, name), found);
  } else if (isTensor(value)) found.add(value);
  else if (value instanceof Map || value instanceof Set) {
    for (const item of value) tensorsIn(item, found);
  }
  return found;
}
