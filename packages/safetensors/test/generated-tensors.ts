import { type Tensor, tensor } from '@plumbline/tensor';
import fc from 'fast-check';

const shapes = fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 4 });

function filled<Element>(element: fc.Arbitrary<Element>): fc.Arbitrary<[number[], Element[]]> {
  return shapes.chain((shape) => {
    const length = shape.reduce((product, size) => product * size, 1);
    return fc.array(element, { minLength: length, maxLength: length }).map((all) => [shape, all]);
  });
}

const anyTensor: fc.Arbitrary<Tensor> = fc.oneof(
  filled(fc.float()).map(([shape, all]) => tensor(Float32Array.from(all), { shape })),
  filled(fc.double()).map(([shape, all]) => tensor(Float64Array.from(all), { shape })),
  filled(fc.integer()).map(([shape, all]) => tensor(Int32Array.from(all), { shape })),
  filled(fc.nat({ max: 1 })).map(([shape, all]) =>
    tensor(Uint8Array.from(all), { dtype: 'bool', shape }),
  ),
);

const text = fc.string({ unit: 'grapheme' });
const name = text.filter((candidate) => candidate !== '__metadata__');

/** Names that objects treat in ways of their own among them. */
export const anyTensors: fc.Arbitrary<Record<string, Tensor>> = fc
  .array(fc.tuple(fc.oneof(name, fc.constantFrom('__proto__', 'constructor', '7')), anyTensor), {
    maxLength: 6,
  })
  .map((pairs) => Object.fromEntries(pairs));

export const anyMetadata: fc.Arbitrary<Record<string, string>> = fc
  .array(fc.tuple(fc.oneof(text, fc.constant('__proto__')), text), { maxLength: 3 })
  .map((pairs) => Object.fromEntries(pairs));

/** What tensors hold, for comparisons: toEqual tells -0 from 0 and takes NaN as equal. */
export function contents(tensors: Readonly<Record<string, Tensor>>) {
  return new Map(
    Object.entries(tensors).map(([key, t]) => [
      key,
      { dtype: t.dtype, shape: t.shape, data: t.dataSync() },
    ]),
  );
}
