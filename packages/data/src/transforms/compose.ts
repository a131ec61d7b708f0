import type { Transform } from './transform.ts';

/** One transform after another; all draw from one stream, in that order. None: the batch itself. */
export function compose(...transforms: readonly Transform[]): Transform {
  return (batch, random) =>
    transforms.reduce((changed, transform) => transform(changed, random), batch);
}
