/** The size of each axis; none for a scalar. */
export type Shape = readonly number[];

/** A shape as messages have it, `[2, 3]`. */
export function formatShape(shape: Shape): string {
  return `[${shape.join(', ')}]`;
}

/** One axis or several. */
export type Axes = number | readonly number[];

/**
 * Throws unless `list` is an array: `reshape(2, 6)` compiles in JavaScript. `more`: the arguments
 * after it, which show what was meant.
 */
export function checkList(
  list: readonly number[],
  op: string,
  what: string,
  more: readonly unknown[] = [],
): void {
  if (Array.isArray(list)) return;
  const given: readonly unknown[] = [list, ...more];
  const numbers = given.filter((value) => typeof value === 'number');
  const fix = numbers.length === given.length ? `: write ${formatShape(numbers)}` : '';
  throw new TypeError(
    `${op}: the ${what} must be an array, got ${given.map(describe).join(', ')}${fix}`,
  );
}

/** A wrong argument, short enough for a message. */
export function describe(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(describe).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return String(value);
  return 'isPlumblineTensor' in value ? 'a tensor' : 'an object';
}

/** Throws unless every size is a whole number from 0 up. `next`: the argument after the shape. */
export function checkShape(shape: Shape, op: string, next?: unknown): void {
  checkList(shape, op, 'shape', typeof next === 'number' ? [next] : []);
  for (const size of shape) {
    if (!Number.isSafeInteger(size) || size < 0) {
      throw new RangeError(
        `${op}: ${formatShape(shape)} is not a shape: sizes are whole and not negative`,
      );
    }
  }
}

/** An axis counted from the end (-1 is the last) as its number from the front. */
export function normalizeAxis(axis: number, rank: number, op: string): number {
  const normal = axis < 0 ? axis + rank : axis;
  if (typeof axis !== 'number') {
    throw new TypeError(`${op}: the axis is a number, got ${describe(axis)}`);
  }
  if (!Number.isInteger(axis) || normal < 0 || normal >= rank) {
    const range =
      rank === 0 ? 'a 0-dimensional tensor has none' : `expected ${-rank} to ${rank - 1}`;
    throw new RangeError(`${op}: axis ${axis} is out of range: ${range}`);
  }
  return normal;
}

/** One axis, several or (undefined) all, as sorted axis numbers without duplicates. */
export function normalizeAxes(axes: Axes | undefined, rank: number, op: string): number[] {
  if (axes === undefined) return Array.from({ length: rank }, (_, axis) => axis);
  const list = typeof axes === 'number' ? [axes] : axes;
  if (!Array.isArray(list)) {
    throw new TypeError(`${op}: axes are a number or an array of numbers, got ${describe(axes)}`);
  }
  const normal = list.map((axis) => normalizeAxis(axis, rank, op));
  normal.sort((a, b) => a - b);
  if (new Set(normal).size !== normal.length) {
    throw new RangeError(`${op}: axes ${formatShape(normal)} name an axis twice`);
  }
  return normal;
}

/** The shape that two shapes broadcast to (NumPy's rule), or null. */
export function broadcastTwo(a: Shape, b: Shape): number[] | null {
  const rank = Math.max(a.length, b.length);
  const shape = new Array<number>(rank);
  for (let fromEnd = 1; fromEnd <= rank; fromEnd++) {
    const sizeA = a[a.length - fromEnd] ?? 1;
    const sizeB = b[b.length - fromEnd] ?? 1;
    if (sizeA !== sizeB && sizeA !== 1 && sizeB !== 1) return null;
    shape[rank - fromEnd] = sizeA === 1 ? sizeB : sizeA;
  }
  return shape;
}

/** The shape that all of `shapes` broadcast to. RangeError, which names `op`, where they don't. */
export function broadcastShapes(shapes: readonly Shape[], op: string): number[] {
  let result: number[] = [];
  for (const shape of shapes) {
    const next = broadcastTwo(result, shape);
    if (next === null) {
      const all = shapes.map(formatShape).join(', ');
      throw new RangeError(
        `${op}: shapes ${all} do not broadcast: sizes must match from the right, or be 1`,
      );
    }
    result = next;
  }
  return result;
}

/** Strides that show a tensor under a larger shape: 0 along the axes that repeat. */
export function broadcastStrides(shape: Shape, strides: readonly number[], to: Shape): number[] {
  const added = to.length - shape.length;
  return to.map((size, axis) => {
    if (axis < added) return 0;
    return shape[axis - added] === size ? strides[axis - added]! : 0;
  });
}

/** Whether both have the same sizes in the same order. */
export function sameShape(a: Shape, b: Shape): boolean {
  if (a.length !== b.length) return false;
  for (let axis = 0; axis < a.length; axis++) if (a[axis] !== b[axis]) return false;
  return true;
}

/** The shape that remains when `axes` are reduced: dropped, or of size 1 with `keepdim`. */
export function reducedShape(shape: Shape, axes: readonly number[], keepdim: boolean): number[] {
  if (keepdim) return shape.map((size, axis) => (axes.includes(axis) ? 1 : size));
  return shape.filter((_, axis) => !axes.includes(axis));
}
