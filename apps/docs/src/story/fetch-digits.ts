import testImages from '../digits/test-images.bin?url';
import testLabels from '../digits/test-labels.bin?url';
import trainImages from '../digits/train-images.bin?url';
import trainLabels from '../digits/train-labels.bin?url';
import { type DigitFile, type Digits, loadDigits } from './digits.ts';

const files: Readonly<Record<DigitFile, string>> = {
  'train-images': trainImages,
  'train-labels': trainLabels,
  'test-images': testImages,
  'test-labels': testLabels,
};

/** The digits, out of the site's own files. */
export function fetchDigits(): Promise<Digits> {
  return loadDigits(fetchFile);
}

async function fetchFile(file: DigitFile): Promise<Uint8Array> {
  const response = await fetch(files[file]);
  if (!response.ok) throw new Error(`${files[file]}: ${response.status} ${response.statusText}`);
  return new Uint8Array(await response.arrayBuffer());
}
