import type { Tensor } from '@plumbline/tensor';
import { elementBytes, layOut } from '../encode-safetensors.ts';
import { replaceFile } from './replace-file.ts';

/**
 * Writes a safetensors file, tensor by tensor, as a whole or not at all: until everything is on the
 * disk, `path` stays as it was. Nobody may assign the tensors (parameters) meanwhile: await it.
 *
 * RangeError as `encodeSafetensors`; SafetensorsError where the file can't be written.
 */
export async function writeSafetensors(
  path: string,
  tensors: Readonly<Record<string, Tensor>>,
  metadata: Readonly<Record<string, string>> = {},
): Promise<void> {
  const layout = layOut(tensors, metadata, 'writeSafetensors');
  await replaceFile(path, async (write) => {
    await write(layout.start);
    for (const [, tensor] of layout.tensors) await write(await elementBytes(tensor));
  });
}
