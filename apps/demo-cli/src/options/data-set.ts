import { resolve } from 'node:path';
import { path } from './paths.ts';

/** A folder with an IDX set, from whatever folder one looks later; null for `mnist`. */
export function dataSet(text: string): string | null {
  return path(text) === 'mnist' ? null : resolve(text);
}
