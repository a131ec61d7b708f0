/** The element types of the format, by their code in the third byte. */
const types = {
  8: { name: 'uint8', bytes: 1, read: (view: DataView, at: number) => view.getUint8(at) },
  9: { name: 'int8', bytes: 1, read: (view: DataView, at: number) => view.getInt8(at) },
  11: { name: 'int16', bytes: 2, read: (view: DataView, at: number) => view.getInt16(at) },
  12: { name: 'int32', bytes: 4, read: (view: DataView, at: number) => view.getInt32(at) },
  13: { name: 'float32', bytes: 4, read: (view: DataView, at: number) => view.getFloat32(at) },
  14: { name: 'float64', bytes: 8, read: (view: DataView, at: number) => view.getFloat64(at) },
} as const;

type TypeCode = keyof typeof types;

/** What an IDX file holds: uint8 elements as they are, others as float64. */
export interface IdxArray {
  readonly type: (typeof types)[TypeCode]['name'];
  readonly shape: readonly number[];
  readonly data: Uint8Array | Float64Array;
}

/** A data file that can't be used; the message names the file, what is wrong and where. */
export class DataFormatError extends Error {
  override readonly name = 'DataFormatError';
}

/**
 * Reads the IDX format (Y. LeCun, "The MNIST database"): two zero bytes, the element type, the
 * number of axes, the sizes as big-endian uint32, the elements, big-endian. `file` is what errors
 * call it. The size is checked before anything is allocated.
 */
export function parseIdx(bytes: Uint8Array, file: string): IdxArray {
  const fail = (why: string): never => {
    throw new DataFormatError(`${file}: ${why}`);
  };
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 4) fail(`4 bytes of magic number expected, the file has ${bytes.length}`);
  const code = view.getUint8(2);
  const rank = view.getUint8(3);
  if (view.getUint16(0) !== 0 || !isTypeCode(code) || rank === 0) {
    const magic = view.getUint32(0).toString(16).padStart(8, '0');
    return fail(
      `not an IDX file: the magic number is 0x${magic}, expected 0x0000TTNN (0x00000803 for images)`,
    );
  }
  const start = 4 + 4 * rank;
  if (bytes.length < start)
    fail(`cut in its header: ${start} bytes expected, ${bytes.length} found`);
  const shape = Array.from({ length: rank }, (_, axis) => view.getUint32(4 + 4 * axis));
  const { name, bytes: width, read } = types[code];
  const count = shape.reduce((product, size) => product * size, 1);
  const expected = start + count * width;
  if (Number.isNaN(expected)) fail(`no file has the shape in the header, [${shape.join(', ')}]`);
  if (bytes.length !== expected) {
    const verdict =
      bytes.length < expected ? 'the file is cut' : 'there is more than the header says';
    fail(
      `${verdict}: ${grouped(expected)} bytes expected for ${name} [${shape.join(', ')}], ` +
        `${grouped(bytes.length)} found`,
    );
  }
  if (code === 8) return { type: name, shape, data: bytes.subarray(start) };
  const data = Float64Array.from({ length: count }, (_, i) => read(view, start + i * width));
  return { type: name, shape, data };
}

/** 47040016 as 47,040,016. */
function grouped(count: number): string {
  return count.toLocaleString('en-US');
}

function isTypeCode(code: number): code is TypeCode {
  return Object.hasOwn(types, code);
}
