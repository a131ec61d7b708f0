import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createEngine } from '../src/create-engine.ts';
import type { Engine, View } from '../src/engine.ts';

const length = 6;
const indices = fc.array(fc.constantFrom(-100, -1, 0, 0, 1, 1, 2, 3, 4, 7), {
  minLength: length,
  maxLength: length,
});
/** What one index is used for, one after the other: a part of it, for so many places. */
const uses = fc.array(
  fc.record({
    start: fc.nat(length - 1),
    size: fc.nat(9),
    ignored: fc.constantFrom(undefined, null, -100, -1),
  }),
  { minLength: 1, maxLength: 6 },
);

function whole(engine: Engine, data: Int32Array<ArrayBuffer> | Float32Array<ArrayBuffer>): View {
  const dtype = data instanceof Int32Array ? 'int32' : 'float32';
  return {
    buffer: engine.adopt(dtype, data, 'test'),
    shape: [data.length],
    strides: [1],
    offset: 0,
  };
}

/** Whether the engine takes a part of the index; `ignored` undefined: to gather, else as labels. */
function takes(
  engine: Engine,
  index: View,
  { start, size, ignored }: { start: number; size: number; ignored: number | null | undefined },
): boolean {
  const count = length - start;
  const part = { ...index, shape: [count], offset: start };
  const table = whole(engine, new Float32Array(size));
  const output = whole(engine, new Float32Array(count));
  try {
    if (ignored === undefined) engine.gather(table, 0, part, output);
    else {
      const logits = { ...table, shape: [count, size], strides: [0, 1] };
      engine.crossEntropy(logits, part, ignored, output);
    }
    return true;
  } catch (error) {
    expect(error).toBeInstanceOf(RangeError);
    return false;
  } finally {
    for (const { buffer } of [table, output]) engine.release(buffer);
  }
}

describe.each([
  ['wasm', createEngine({ threads: 1 })],
  ['reference', createEngine({ name: 'reference' })],
] as const)('the %s engine', (_, engine) => {
  test.each([
    ['in the JavaScript heap', false],
    ['that a kernel made', true],
  ])(
    'takes an index %s only where all of it is in range, whatever it was used for before',
    (_, isMade) => {
      fc.assert(
        fc.property(indices, uses, (values, program) => {
          const given = whole(engine, Int32Array.from(values));
          const index = isMade ? copied(engine, given) : given;
          for (const use of program) {
            const isRight = values
              .slice(use.start)
              .every((value) => (value >= 0 && value < use.size) || value === use.ignored);
            expect(takes(engine, index, use)).toBe(isRight);
          }
          engine.release(index.buffer);
        }),
        { numRuns: 300 },
      );
    },
  );
});

function copied(engine: Engine, view: View): View {
  const copy = { ...view, buffer: engine.allocate('int32', length, 'test') };
  engine.copy(view, copy);
  engine.release(view.buffer);
  return copy;
}
