import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodeIdx } from '@plumbline/data';

export const imageSize = 6;
export const classes = 3;

/** Images of noise in which the row that belongs to the label is bright. */
function images(count: number): { pixels: Uint8Array; labels: Uint8Array } {
  const pixels = new Uint8Array(count * imageSize * imageSize);
  const labels = Uint8Array.from({ length: count }, (_, i) => i % classes);
  for (let i = 0; i < pixels.length; i++) {
    const image = Math.floor(i / imageSize ** 2);
    const row = Math.floor(i / imageSize) % imageSize;
    const noise = (i * 2_654_435_761) % 97;
    pixels[i] = row === labels[image] ? 255 - noise : noise;
  }
  return { pixels, labels };
}

/** The four files of a small data set in a new folder. */
export async function writeIdxSet({ train = 48, test = 12 } = {}): Promise<string> {
  const folder = await temporaryFolder();
  for (const [part, count] of [['train', train] as const, ['t10k', test] as const]) {
    const { pixels, labels } = images(count);
    const shape = [count, imageSize, imageSize];
    await writeFile(join(folder, `${part}-images-idx3-ubyte`), encodeIdx({ shape, data: pixels }));
    await writeFile(
      join(folder, `${part}-labels-idx1-ubyte`),
      encodeIdx({ shape: [count], data: labels }),
    );
  }
  return folder;
}

export function temporaryFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'plumbline-'));
}
