import { Tensor } from '@plumbline/tensor';
import { fileDTypeOf, fileDTypes } from './dtypes.ts';
import { largestHeader, lengthBytes, metadataKey } from './header.ts';
import { structureProblem } from './json-structure.ts';
import { formatCount, quote } from './safetensors-error.ts';

/** A file's bytes up to the data, and the tensors in the order in which their elements follow. */
export interface Layout {
  readonly start: Uint8Array<ArrayBuffer>;
  readonly tensors: readonly (readonly [name: string, tensor: Tensor])[];
  readonly dataSize: number;
}

/**
 * The bytes of a safetensors file: the inverse of `parseSafetensors`. `metadata`: texts by name.
 *
 * RangeError for a name that JSON can't hold or the format keeps to itself (`__metadata__`), for
 * a header over 100 MB or 1,000,000 keys; TypeError for what is no tensor, and metadata that is no
 * text; an error for a released tensor.
 */
export async function encodeSafetensors(
  tensors: Readonly<Record<string, Tensor>>,
  metadata: Readonly<Record<string, string>> = {},
): Promise<Uint8Array<ArrayBuffer>> {
  const layout = layOut(tensors, metadata, 'encodeSafetensors');
  const bytes = new Uint8Array(layout.start.length + layout.dataSize);
  bytes.set(layout.start);
  let at = layout.start.length;
  for (const [, tensor] of layout.tensors) {
    const data = await elementBytes(tensor);
    bytes.set(data, at);
    at += data.length;
  }
  return bytes;
}

/** A tensor's elements, row-major, as they stand in a file. */
export async function elementBytes(tensor: Tensor): Promise<Uint8Array> {
  const data = await tensor.data();
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

/**
 * Where everything goes. Large elements come first, and the header is padded to 8 bytes, so that
 * every tensor starts at an address that its elements may have (a reader may map the file).
 */
export function layOut(
  tensors: Readonly<Record<string, Tensor>>,
  metadata: Readonly<Record<string, string>>,
  op: string,
): Layout {
  checkContent(tensors, metadata, op);
  const sorted = Object.entries(tensors).sort(([, a], [, b]) => elementSize(b) - elementSize(a));
  const header: [string, unknown][] = [];
  for (const text of Object.entries(metadata).flat()) checkText(text, op);
  if (Object.keys(metadata).length > 0) header.push([metadataKey, metadata]);
  let end = 0;
  for (const [name, tensor] of sorted) {
    checkText(name, op);
    if (name === metadataKey) {
      throw new RangeError(`${op}: no tensor can be called ${metadataKey}: it holds the metadata`);
    }
    tensor.checkReadable();
    const begin = end;
    end += tensor.size * elementSize(tensor);
    const { shape } = tensor;
    header.push([name, { dtype: fileDTypeOf[tensor.dtype], shape, data_offsets: [begin, end] }]);
  }
  return { start: encodeHeader(Object.fromEntries(header), op), tensors: sorted, dataSize: end };
}

/** TypeErrors for what TypeScript refuses. */
function checkContent(
  tensors: Readonly<Record<string, unknown>>,
  metadata: Readonly<Record<string, unknown>>,
  op: string,
): void {
  for (const [name, value] of Object.entries(tensors)) {
    if (value instanceof Tensor) continue;
    throw new TypeError(
      `${op}: ${quote(name)} is no tensor, but ${String(value)}; use tensor(...)`,
    );
  }
  for (const [name, value] of Object.entries(metadata)) {
    if (typeof value === 'string') continue;
    throw new TypeError(
      `${op}: metadata ${quote(name)} is no text, but ${String(value)}; use JSON.stringify`,
    );
  }
}

function elementSize(tensor: Tensor): number {
  return fileDTypes.get(fileDTypeOf[tensor.dtype])?.bytes ?? 0;
}

function encodeHeader(header: Record<string, unknown>, op: string): Uint8Array<ArrayBuffer> {
  const text = JSON.stringify(header);
  const problem = structureProblem(text);
  if (problem !== null) throw new RangeError(`${op}: nobody could read the header: ${problem}`);
  const json = new TextEncoder().encode(text);
  const length = Math.ceil(json.length / 8) * 8;
  if (length > largestHeader) {
    throw new RangeError(
      `${op}: names, shapes and metadata take ${formatCount(length)} bytes, and ` +
        `${formatCount(largestHeader)} are allowed`,
    );
  }
  const bytes = new Uint8Array(lengthBytes + length).fill(0x20);
  bytes.set(json, lengthBytes);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(length), true);
  return bytes;
}

/** Half of a surrogate pair has no UTF-8. */
function checkText(text: string, op: string): void {
  if (text.isWellFormed()) return;
  throw new RangeError(`${op}: ${quote(text)} is not Unicode: a surrogate stands alone`);
}
