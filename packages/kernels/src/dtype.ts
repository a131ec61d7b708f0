/** The element types a tensor can have. `bool` is stored as one byte, 0 or 1. */
export type DType = 'float32' | 'float64' | 'int32' | 'bool';

/** The JavaScript array that holds the elements of each dtype. */
export interface TypedArrays {
  float32: Float32Array;
  float64: Float64Array;
  int32: Int32Array;
  bool: Uint8Array;
}

export type TypedArray = TypedArrays[DType];

export const bytesPerElement: Readonly<Record<DType, number>> = {
  float32: 4,
  float64: 8,
  int32: 4,
  bool: 1,
};

/** A zeroed array of `length` elements, or one over `source` starting at byte `byteOffset`. */
export function typedArray(
  dtype: DType,
  length: number,
  source: ArrayBufferLike = new ArrayBuffer(length * bytesPerElement[dtype]),
  byteOffset = 0,
): TypedArray {
  switch (dtype) {
    case 'float32':
      return new Float32Array(source, byteOffset, length);
    case 'float64':
      return new Float64Array(source, byteOffset, length);
    case 'int32':
      return new Int32Array(source, byteOffset, length);
    case 'bool':
      return new Uint8Array(source, byteOffset, length);
  }
}

export function isFloat(dtype: DType): dtype is 'float32' | 'float64' {
  return dtype === 'float32' || dtype === 'float64';
}
