import { type FileHandle, open, stat } from 'node:fs/promises';
import type { Tensor } from '@plumbline/tensor';
import { checkOptions } from '@plumbline/tensor';
import {
  decodeTensor,
  roomFor,
  type Safetensors,
  type SafetensorsReadOptions,
  wanted,
} from '../decode-tensor.ts';
import { lengthBytes, parseHeader, parseHeaderLength } from '../header.ts';
import { SafetensorsError } from '../safetensors-error.ts';
import { reasonOf } from './reason.ts';

/**
 * Reads a safetensors file as `parseSafetensors` reads bytes, tensor by tensor: beyond the tensors
 * themselves, memory holds the header and one tensor's bytes.
 *
 * SafetensorsError also for a path that is missing, unreadable or no regular file.
 */
export async function readSafetensors(
  path: string,
  options: SafetensorsReadOptions = {},
): Promise<Safetensors> {
  checkOptions('readSafetensors', options, ['only']);
  const { file, size } = await openFile(path);
  try {
    const start = await read(file, 0, new Uint8Array(Math.min(size, lengthBytes)), path);
    const length = parseHeaderLength(start, size, path);
    const dataStart = lengthBytes + length;
    const header = await read(file, lengthBytes, new Uint8Array(length), path);
    const { entries, metadata } = parseHeader(header, size - dataStart, path);
    const tensors: [name: string, tensor: Tensor][] = [];
    for (const entry of wanted(entries, options, path)) {
      const bytes = await read(file, dataStart + entry.begin, roomFor(entry, path), path);
      tensors.push([entry.name, decodeTensor(entry, bytes, path)]);
    }
    return { tensors: Object.fromEntries(tensors), metadata };
  } finally {
    await file.close();
  }
}

async function openFile(path: string): Promise<{ file: FileHandle; size: number }> {
  try {
    // Before it is opened: opening a pipe waits for its other end.
    const found = await stat(path);
    if (!found.isFile()) throw new SafetensorsError(`${path}: not a regular file`);
    return { file: await open(path), size: found.size };
  } catch (error) {
    throw error instanceof SafetensorsError ? error : unreadable(path, error);
  }
}

/** One read call gives 2 GiB at most. */
const largestRead = 2 ** 30;

/** Fills `bytes` from `position`. */
async function read(
  file: FileHandle,
  position: number,
  bytes: Uint8Array<ArrayBuffer>,
  path: string,
): Promise<Uint8Array<ArrayBuffer>> {
  for (let done = 0; done < bytes.length; ) {
    const length = Math.min(bytes.length - done, largestRead);
    const { bytesRead } = await file
      .read(bytes, done, length, position + done)
      .catch((error: unknown) => {
        throw unreadable(path, error);
      });
    if (bytesRead === 0) throw new SafetensorsError(`${path}: it became shorter while it was read`);
    done += bytesRead;
  }
  return bytes;
}

function unreadable(path: string, cause: unknown): SafetensorsError {
  return new SafetensorsError(`${path}: ${reasonOf(cause)}`, { cause });
}
