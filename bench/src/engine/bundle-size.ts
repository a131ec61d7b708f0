import { gzipSync } from 'node:zlib';
import { bundle } from './bundle.ts';

export interface BundleSize {
  readonly bytes: number;
  readonly gzipped: number;
}

/** All that @plumbline/kernels exports (every kernel, and the reference ones) in a browser's bundle. */
export async function engineBundleSize(): Promise<BundleSize> {
  const bytes = await bundle(`export * from '@plumbline/kernels';`, 'browser');
  return { bytes: bytes.length, gzipped: gzipSync(bytes, { level: 9 }).length };
}
