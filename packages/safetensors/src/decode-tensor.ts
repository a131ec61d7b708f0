import { type Tensor, tensor } from '@plumbline/tensor';
import { fileDTypes, readableDTypes } from './dtypes.ts';
import type { Entry } from './header.ts';
import { formatCount, quote, SafetensorsError } from './safetensors-error.ts';

/** Options of all that reads safetensors. */
export interface SafetensorsReadOptions {
  /**
   * Which tensors are read; the others are checked as the rest of the header is, and may be of a
   * dtype that Plumbline doesn't have. Default: all.
   */
  readonly only?: (name: string) => boolean;
}

/** What a file has. */
export interface Safetensors {
  /** By name, in the order of the file's header. */
  readonly tensors: Record<string, Tensor>;
  /**
   * The texts by name that the header has beside the tensors (`__metadata__`); empty without any.
   */
  readonly metadata: Readonly<Record<string, string>>;
}

/** Those of a header that are to be read, once it is clear that all of them can be. */
export function wanted(
  entries: readonly Entry[],
  { only = () => true }: SafetensorsReadOptions,
  file: string,
): Entry[] {
  const chosen = entries.filter(({ name }) => only(name));
  for (const { name, dtype } of chosen) {
    if (fileDTypes.get(dtype)?.decode !== undefined) continue;
    throw new SafetensorsError(
      `${file}: tensor ${quote(name)}: dtype ${dtype} can't be read (those that can: ` +
        `${readableDTypes}); leave it out with { only: (name) => ... }`,
    );
  }
  return chosen;
}

/** Room for a tensor's bytes, at an address that every element type may have. */
export function roomFor({ name, begin, end }: Entry, file: string): Uint8Array<ArrayBuffer> {
  try {
    return new Uint8Array(end - begin);
  } catch (cause) {
    const bytes = formatCount(end - begin);
    throw new SafetensorsError(
      `${file}: tensor ${quote(name)}: there is no memory for ${bytes} bytes`,
      { cause },
    );
  }
}

/** The tensor whose bytes `roomFor` held room for. */
export function decodeTensor(entry: Entry, bytes: Uint8Array<ArrayBuffer>, file: string): Tensor {
  const refuse = (why: string) =>
    new SafetensorsError(`${file}: tensor ${quote(entry.name)}: ${why}`);
  const data = fileDTypes.get(entry.dtype)?.decode?.(bytes.buffer, refuse);
  if (data === undefined) throw new TypeError(`${entry.dtype} was not checked`);
  if (data instanceof Uint8Array) {
    const at = data.findIndex((byte) => byte > 1);
    if (at >= 0) throw refuse(`BOOL is 0 or 1, but byte ${at} is ${data[at]}`);
    return tensor(data, { dtype: 'bool', shape: entry.shape });
  }
  return tensor(data, { shape: entry.shape });
}
