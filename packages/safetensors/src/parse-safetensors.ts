import { checkOptions } from '@plumbline/tensor';
import {
  decodeTensor,
  roomFor,
  type Safetensors,
  type SafetensorsReadOptions,
  wanted,
} from './decode-tensor.ts';
import { lengthBytes, parseHeader, parseHeaderLength } from './header.ts';

/** Options of `parseSafetensors`. */
export interface ParseOptions extends SafetensorsReadOptions {
  /** What errors call the file. Default `safetensors`. */
  readonly name?: string;
}

/**
 * Reads a safetensors file out of memory (https://github.com/huggingface/safetensors, "Format"):
 * the length of the header, the header in JSON, then the elements, little-endian and row-major.
 *
 * F32, F64, I32 and BOOL keep their dtype. F16 and BF16 become float32, which holds their values
 * exactly, and I64 (PyTorch's counts and labels) int32. Elements are copied. Everything that the
 * header says is checked against the size of the file before anything is allocated.
 *
 * SafetensorsError with the file, the tensor and what is wrong: another dtype, an I64 that int32
 * doesn't hold, a shape that doesn't fit its bytes, overlaps, gaps, a cut file, sizes from 2^53, a name twice, a header that is no JSON.
 */
export function parseSafetensors(bytes: Uint8Array, options: ParseOptions = {}): Safetensors {
  checkOptions('parseSafetensors', options, ['only', 'name']);
  const { name = 'safetensors' } = options;
  const length = parseHeaderLength(bytes.subarray(0, lengthBytes), bytes.length, name);
  const data = bytes.subarray(lengthBytes + length);
  const headerBytes = bytes.subarray(lengthBytes, lengthBytes + length);
  const { entries, metadata } = parseHeader(headerBytes, data.length, name);
  const tensors = wanted(entries, options, name).map((entry) => {
    const room = roomFor(entry, name);
    room.set(data.subarray(entry.begin, entry.end));
    return [entry.name, decodeTensor(entry, room, name)] as const;
  });
  return { tensors: Object.fromEntries(tensors), metadata };
}
