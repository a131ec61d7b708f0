import { checkOptions, tensor } from '@plumbline/tensor';
import { imageShape } from './image-shape.ts';
import type { Transform } from './transform.ts';
import { uniform } from './uniform.ts';

/** Options of `randomFlip`. */
export interface RandomFlipOptions {
  /** How likely an image is mirrored, 0 to 1. Default 0.5. */
  readonly p?: number;
}

/** Mirrors some of the images [B, C, H, W], left to right. RangeError for a `p` that is none. */
export function randomFlip(options: RandomFlipOptions = {}): Transform {
  checkOptions('randomFlip', options, ['p']);
  const { p = 0.5 } = options;
  if (!(p >= 0 && p <= 1)) throw new RangeError(`randomFlip: p is from 0 to 1, got ${p}`);
  return ([x, y], random) => {
    const { count } = imageShape(x, 'randomFlip');
    const isFlipped = Uint8Array.from({ length: count }, () => (uniform(random) < p ? 1 : 0));
    const isChosen = tensor(isFlipped, { dtype: 'bool', shape: [count, 1, 1, 1] });
    return [x.flip(-1).where(isChosen, x), y];
  };
}
