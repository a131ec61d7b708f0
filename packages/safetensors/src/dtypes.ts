import type { DType, TypedArray } from '@plumbline/tensor';
import { float32OfBfloat16, float32OfFloat16 } from './half-precision.ts';
import { int32OfInt64 } from './int64.ts';

/** Makes the error for elements that can't be, or that Plumbline has no dtype for. */
export type Refuse = (why: string) => Error;

/** A dtype of the format: its size, and how its bytes become elements if Plumbline has it. */
export interface FileDType {
  readonly bytes: number;
  /** `data` starts at an address that every element type may have. */
  readonly decode?: (data: ArrayBuffer, refuse: Refuse) => TypedArray;
}

/** https://github.com/huggingface/safetensors, "Format"; those of less than a byte left out. */
export const fileDTypes: ReadonlyMap<string, FileDType> = new Map<string, FileDType>([
  ['F64', { bytes: 8, decode: (data) => new Float64Array(data) }],
  ['F32', { bytes: 4, decode: (data) => new Float32Array(data) }],
  ['F16', { bytes: 2, decode: (data) => float32OfFloat16(new Uint16Array(data)) }],
  ['BF16', { bytes: 2, decode: (data) => float32OfBfloat16(new Uint16Array(data)) }],
  ['I32', { bytes: 4, decode: (data) => new Int32Array(data) }],
  ['BOOL', { bytes: 1, decode: checkedBool }],
  ['I64', { bytes: 8, decode: int32OfInt64 }],
  ['U64', { bytes: 8 }],
  ['C64', { bytes: 8 }],
  ['U32', { bytes: 4 }],
  ['I16', { bytes: 2 }],
  ['U16', { bytes: 2 }],
  ['I8', { bytes: 1 }],
  ['U8', { bytes: 1 }],
  ['F8_E4M3', { bytes: 1 }],
  ['F8_E5M2', { bytes: 1 }],
  ['F8_E8M0', { bytes: 1 }],
]);

function checkedBool(data: ArrayBuffer, refuse: Refuse): Uint8Array {
  const bytes = new Uint8Array(data);
  const at = bytes.findIndex((byte) => byte > 1);
  if (at >= 0) throw refuse(`BOOL is 0 or 1, but byte ${at} is ${bytes[at]}`);
  return bytes;
}

/** What a tensor's elements are called in a file. */
export const fileDTypeOf: Readonly<Record<DType, string>> = {
  float64: 'F64',
  float32: 'F32',
  int32: 'I32',
  bool: 'BOOL',
};

/** The dtypes that can be read, for messages. */
export const readableDTypes = [...fileDTypes]
  .filter(([, { decode }]) => decode !== undefined)
  .map(([name]) => name)
  .join(', ');
