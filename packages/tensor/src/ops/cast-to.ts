import {
  contiguousStrides,
  type DType,
  type Engine,
  elementCount,
  type View,
} from '@plumbline/kernels';

/** A contiguous copy of another dtype, for the inside of an op; its buffer is the caller's to release. */
export function castTo(engine: Engine, input: View, dtype: DType): View {
  const buffer = engine.allocate(dtype, elementCount(input.shape), 'cast');
  const cast = { buffer, shape: input.shape, strides: contiguousStrides(input.shape), offset: 0 };
  engine.copy(input, cast);
  return cast;
}
