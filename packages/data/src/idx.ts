import { DataError } from './data-error.ts';
import { type IdxData, type IdxElementType, idxElementTypes } from './idx-element-types.ts';

/** An n-dimensional array out of an IDX file, row-major. */
export interface Idx {
  /** The size of each axis. */
  readonly shape: readonly number[];
  /** The elements, row-major, in an array of the file's element type. */
  readonly data: IdxData;
}

/**
 * Reads an IDX file (https://yann.lecun.com/exdb/mnist, "The IDX file format"): two zero bytes, a
 * byte for the element type, a byte for the number of axes, a big-endian uint32 an axis, then the
 * elements, big-endian and row-major.
 *
 * All six element types. Unsigned bytes are a view of `bytes`; other elements are copied.
 *
 * `name` is what errors call the file. Throws a DataError unless the file is whole and nothing
 * follows it; the sizes in the header are checked against the file's before anything is allocated.
 */
export function parseIdx(bytes: Uint8Array, name = 'IDX file'): Idx {
  const { type, shape, dataOffset } = parseHeader(bytes, name);
  const count = shape.reduce((product, size) => product * size, 1);
  const expected = dataOffset + count * type.bytes;
  if (!Number.isSafeInteger(expected)) {
    throw new DataError(
      `${name}: the header claims a size that no file has, [${shape.join(', ')}]`,
    );
  }
  if (bytes.length !== expected) {
    const found = `${formatCount(expected)} bytes expected, ${formatCount(bytes.length)} found`;
    const why = bytes.length < expected ? 'the file is cut' : 'something follows the data';
    throw new DataError(`${name}: ${found}: ${why} (the header says [${shape.join(', ')}])`);
  }
  return { shape, data: type.decode(bytes, dataOffset, count) };
}

/** Writes an IDX file: the inverse of `parseIdx`. RangeError if `data` does not fill `shape`. */
export function encodeIdx({ shape, data }: Idx): Uint8Array {
  const count = shape.reduce((product, size) => product * size, 1);
  if (count !== data.length || shape.length < 1 || shape.length > 255) {
    throw new RangeError(`encodeIdx: ${data.length} elements for shape [${shape.join(', ')}]`);
  }
  const [code, type] = typeOf(data);
  const dataOffset = 4 + 4 * shape.length;
  const bytes = new Uint8Array(dataOffset + count * type.bytes);
  const view = new DataView(bytes.buffer);
  view.setUint8(2, code);
  view.setUint8(3, shape.length);
  for (const [axis, size] of shape.entries()) view.setUint32(4 + 4 * axis, size);
  for (const [i, element] of data.entries()) type.write(view, dataOffset + i * type.bytes, element);
  return bytes;
}

interface Header {
  readonly type: IdxElementType;
  readonly shape: readonly number[];
  readonly dataOffset: number;
}

function parseHeader(bytes: Uint8Array, name: string): Header {
  const [zero, zeroToo, code, rank] = bytes;
  if (code === undefined || rank === undefined) {
    throw new DataError(`${name}: ${bytes.length} bytes are too few for an IDX header`);
  }
  const type = idxElementTypes.get(code);
  if (zero !== 0 || zeroToo !== 0 || type === undefined || rank === 0) {
    throw new DataError(
      `${name}: not an IDX file: it starts with ${hex(bytes.subarray(0, 4))}, expected ` +
        `00 00, an element type (${hex([...idxElementTypes.keys()], ', ')}) and the number of axes` +
        (isGzip(bytes) ? '; it is compressed with gzip: readIdx reads that' : ''),
    );
  }
  const dataOffset = 4 + 4 * rank;
  if (bytes.length < dataOffset) {
    throw new DataError(
      `${name}: cut inside the header: ${dataOffset} bytes expected for ${rank} axes, ` +
        `${bytes.length} found`,
    );
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, dataOffset);
  const shape = Array.from({ length: rank }, (_, axis) => view.getUint32(4 + 4 * axis));
  return { type, shape, dataOffset };
}

function typeOf(data: IdxData): [code: number, type: IdxElementType] {
  for (const entry of idxElementTypes) if (entry[1].holds(data)) return entry;
  throw new TypeError('encodeIdx: no IDX element type for this array');
}

/** Whether bytes start as gzip files do (RFC 1952, section 2.3.1). */
export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

function hex(bytes: Iterable<number>, separator = ' '): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(separator);
}

function formatCount(count: number): string {
  return count.toLocaleString('en-US');
}
