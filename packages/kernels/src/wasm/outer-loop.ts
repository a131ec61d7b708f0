/** A kernel parameter that is an address, and how far each outer axis moves it, in bytes. */
export interface Moving {
  readonly parameter: number;
  readonly strides: readonly number[];
}

/**
 * Calls a kernel for every index of the axes that it doesn't loop over itself (`sizes`, the last
 * one fastest). The addresses among `parameters` are moved in place.
 */
export function outerLoop(
  sizes: readonly number[],
  parameters: number[],
  moving: readonly Moving[],
  call: (...parameters: number[]) => unknown,
): void {
  const index = sizes.map(() => 0);
  for (;;) {
    call(...parameters);
    let axis = sizes.length - 1;
    for (; axis >= 0; axis--) {
      const wraps = ++index[axis]! === sizes[axis];
      const steps = wraps ? 1 - sizes[axis]! : 1;
      for (const { parameter, strides } of moving) {
        parameters[parameter]! += steps * strides[axis]!;
      }
      if (!wraps) break;
      index[axis] = 0;
    }
    if (axis < 0) return;
  }
}
