/** What `parseIdx` returns the elements in: one array type for each IDX element type. */
export type IdxData =
  | Uint8Array
  | Int8Array
  | Int16Array
  | Int32Array
  | Float32Array
  | Float64Array;

export interface IdxElementType {
  /** The size of an element. */
  readonly bytes: number;
  readonly holds: (data: IdxData) => boolean;
  readonly decode: (bytes: Uint8Array, offset: number, count: number) => IdxData;
  readonly write: (view: DataView, offset: number, element: number) => void;
}

type Read = (view: DataView, offset: number) => number;

/** An element type of several bytes: a DataView reads its big-endian elements one by one. */
function wide(
  make: new (count: number) => IdxData,
  bytes: number,
  read: Read,
  write: IdxElementType['write'],
): IdxElementType {
  return {
    bytes,
    holds: (data) => data instanceof make,
    decode(file, offset, count) {
      const view = new DataView(file.buffer, file.byteOffset + offset, count * bytes);
      const data = new make(count);
      for (let i = 0; i < count; i++) data[i] = read(view, i * bytes);
      return data;
    },
    write,
  };
}

/** A byte has no order to turn around: a view, so that 47 MB of digits are not copied. */
const unsignedByte: IdxElementType = {
  bytes: 1,
  holds: (data) => data instanceof Uint8Array,
  decode: ({ buffer, byteOffset }, offset, count) =>
    new Uint8Array(buffer, byteOffset + offset, count),
  write: (view, offset, element) => view.setUint8(offset, element),
};

/** The third byte of an IDX file: the element type. */
export const idxElementTypes: ReadonlyMap<number, IdxElementType> = new Map([
  [0x08, unsignedByte],
  [
    0x09,
    wide(
      Int8Array,
      1,
      (v, at) => v.getInt8(at),
      (v, at, x) => v.setInt8(at, x),
    ),
  ],
  [
    0x0b,
    wide(
      Int16Array,
      2,
      (v, at) => v.getInt16(at),
      (v, at, x) => v.setInt16(at, x),
    ),
  ],
  [
    0x0c,
    wide(
      Int32Array,
      4,
      (v, at) => v.getInt32(at),
      (v, at, x) => v.setInt32(at, x),
    ),
  ],
  [
    0x0d,
    wide(
      Float32Array,
      4,
      (v, at) => v.getFloat32(at),
      (v, at, x) => v.setFloat32(at, x),
    ),
  ],
  [
    0x0e,
    wide(
      Float64Array,
      8,
      (v, at) => v.getFloat64(at),
      (v, at, x) => v.setFloat64(at, x),
    ),
  ],
]);
