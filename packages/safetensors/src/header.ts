import { type FileDType, fileDTypes } from './dtypes.ts';
import { structureProblem } from './json-structure.ts';
import { formatCount, quote, SafetensorsError } from './safetensors-error.ts';

/** Where a tensor lies in a file, once everything that its header says of it was checked. */
export interface Entry {
  readonly name: string;
  /** As the file names it: `F32`. */
  readonly dtype: string;
  readonly shape: readonly number[];
  /** Of the tensor's bytes, from the end of the header; `end` is the byte after the last. */
  readonly begin: number;
  readonly end: number;
}

export interface Header {
  /** In the order of the header. */
  readonly entries: readonly Entry[];
  readonly metadata: Readonly<Record<string, string>>;
}

/** A file starts with the header's length, a little-endian uint64. */
export const lengthBytes = 8;
/** The limit of the format's first implementation: a header is no place for data. */
export const largestHeader = 100_000_000;

export const metadataKey = '__metadata__';

/** The length of the header out of a file's first 8 bytes, checked against the file's size. */
export function parseHeaderLength(start: Uint8Array, fileSize: number, file: string): number {
  if (start.length < lengthBytes) {
    throw new SafetensorsError(
      `${file}: ${formatCount(fileSize)} bytes are too few for a safetensors file, which starts ` +
        `with the length of its header in ${lengthBytes}`,
    );
  }
  const view = new DataView(start.buffer, start.byteOffset, lengthBytes);
  // Exact up to 2^53, and above the limit beyond.
  const length = view.getUint32(0, true) + 2 ** 32 * view.getUint32(4, true);
  const claim = `${file}: not a safetensors file, or cut: it claims a header of ${formatCount(length)} bytes`;
  if (length > largestHeader) {
    throw new SafetensorsError(`${claim}, and ${formatCount(largestHeader)} are allowed`);
  }
  if (length > fileSize - lengthBytes) {
    throw new SafetensorsError(`${claim}, and has ${formatCount(fileSize)} bytes in all`);
  }
  return length;
}

/** Reads and checks a header. `dataSize`: how many bytes follow it in the file. */
export function parseHeader(bytes: Uint8Array, dataSize: number, file: string): Header {
  const header = parseJson(bytes, file);
  const entries = Object.entries(header)
    .filter(([name]) => name !== metadataKey)
    .map(([name, value]) => parseEntry(name, value, file));
  checkLayout(entries, dataSize, file);
  return { entries, metadata: parseMetadata(header[metadataKey] ?? {}, file) };
}

function parseJson(bytes: Uint8Array, file: string): Record<string, unknown> {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new SafetensorsError(`${file}: the header is not UTF-8`, { cause });
  }
  const problem = structureProblem(text);
  if (problem !== null) throw new SafetensorsError(`${file}: the header is refused: ${problem}`);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new SafetensorsError(`${file}: the header is not JSON: ${why}`, { cause });
  }
  if (!isObject(value)) throw new SafetensorsError(`${file}: the header is no JSON object`);
  return value;
}

function parseEntry(name: string, value: unknown, file: string): Entry {
  const refuse = (why: string) => new SafetensorsError(`${file}: tensor ${quote(name)}: ${why}`);
  if (!isObject(value)) throw refuse('its description is no JSON object');
  const { dtype, shape, data_offsets: offsets, ...others } = value;
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) throw refuse(`${quote(unknown)} is no part of a description`);
  if (typeof dtype !== 'string') throw refuse('it has no dtype');
  const type = fileDTypes.get(dtype);
  if (type === undefined) throw refuse(`dtype ${quote(dtype)} is unknown`);
  if (!isSizes(shape)) throw refuse('its shape is no list of whole numbers from 0 to 2^53 - 1');
  if (!isSizes(offsets) || offsets.length !== 2) {
    throw refuse('its data_offsets are not two whole numbers from 0 to 2^53 - 1');
  }
  const [begin = 0, end = 0] = offsets;
  if (end < begin) throw refuse(`its data ends at ${end}, before it begins at ${begin}`);
  const bytes = byteSize(shape, type);
  if (bytes === null) throw refuse(`${describe(dtype, shape)} has 2^53 bytes or more`);
  if (bytes !== end - begin) {
    throw refuse(
      `${describe(dtype, shape)} takes ${formatCount(bytes)} bytes, but its data_offsets ` +
        `[${begin}, ${end}] hold ${formatCount(end - begin)}`,
    );
  }
  return { name, dtype, shape, begin, end };
}

/** Null where a product on the way is not exact. */
function byteSize(shape: readonly number[], { bytes }: FileDType): number | null {
  if (shape.includes(0)) return 0;
  let product = bytes;
  for (const size of shape) {
    product *= size;
    if (!Number.isSafeInteger(product)) return null;
  }
  return product;
}

/** Tensors follow one another from the first byte to the last, in any order of names. */
function checkLayout(entries: readonly Entry[], dataSize: number, file: string): void {
  const inOrder = [...entries].sort((a, b) => a.begin - b.begin || a.end - b.end);
  let end = 0;
  let previous = 'the header';
  for (const entry of inOrder) {
    const name = `tensor ${quote(entry.name)}`;
    if (entry.begin < end) {
      throw new SafetensorsError(
        `${file}: ${name} begins at ${entry.begin}, inside of ${previous}, which ends at ${end}`,
      );
    }
    if (entry.begin > end) {
      const gap = formatCount(entry.begin - end);
      throw new SafetensorsError(
        `${file}: ${name}: a gap of ${gap} bytes lies between ${previous} and it`,
      );
    }
    [end, previous] = [entry.end, name];
    if (end > dataSize) {
      throw new SafetensorsError(
        `${file}: ${name}: the file is cut: it ends at ${formatCount(end)}, and ` +
          `${formatCount(dataSize)} bytes of data are there`,
      );
    }
  }
  if (end < dataSize) {
    const count = formatCount(dataSize - end);
    throw new SafetensorsError(`${file}: ${count} bytes that no tensor has follow ${previous}`);
  }
}

function parseMetadata(value: unknown, file: string): Record<string, string> {
  if (!isObject(value)) {
    throw new SafetensorsError(`${file}: ${metadataKey} is no JSON object`);
  }
  const strings = Object.entries(value).map(([key, text]): [string, string] => {
    if (typeof text === 'string') return [key, text];
    throw new SafetensorsError(`${file}: ${metadataKey}: the value of ${quote(key)} is no string`);
  });
  return Object.fromEntries(strings);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isSizes(value: unknown): value is number[] {
  const isSize = (x: unknown) => Number.isSafeInteger(x) && !Object.is(x, -0) && Number(x) >= 0;
  return Array.isArray(value) && value.every(isSize);
}

function describe(dtype: string, shape: readonly number[]): string {
  const shown = shape.length <= 20 ? shape : [...shape.slice(0, 20), '...'];
  return `${dtype} [${shown.join(', ')}]`;
}
