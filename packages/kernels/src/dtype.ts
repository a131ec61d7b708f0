/** The element types a tensor can have. `bool` is stored as one byte, 0 or 1. */
export type DType = 'float32' | 'float64' | 'int32' | 'bool';

/** The JavaScript array that holds the elements of each dtype. */
export interface TypedArrays {
  /** Four bytes an element. */
  float32: Float32Array;
  /** Eight bytes an element. */
  float64: Float64Array;
  /** Four bytes an element, signed. */
  int32: Int32Array;
  /** One byte an element, 0 or 1. */
  bool: Uint8Array;
}

/** The JavaScript array of one of the dtypes. */
export type TypedArray = TypedArrays[DType];

/** How many bytes an element of each dtype takes. */
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

/** Whether a dtype is float32 or float64, those that have gradients. */
export function isFloat(dtype: DType): dtype is 'float32' | 'float64' {
  return dtype === 'float32' || dtype === 'float64';
}
