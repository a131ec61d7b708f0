import { checkOptions, tensor } from '@plumbline/tensor';
import { checkWhole } from '../check-whole.ts';
import { imageShape } from './image-shape.ts';
import type { Transform } from './transform.ts';

/** Options of `cutout`. */
export interface CutoutOptions {
  /** The side of the square. The paper has 16 for CIFAR-10 and 8 for CIFAR-100. */
  readonly size: number;
  /** Squares an image. Default 1. */
  readonly holes?: number;
}

/**
 * Sets a square of each image [B, C, H, W] to 0 in all channels, so apply it to normalized images,
 * whose mean that is. Its centre is any pixel; what lies outside of the image is lost. DeVries and
 * Taylor 2017, "Improved regularization of convolutional neural networks with cutout".
 *
 * RangeError for a `size` or `holes` that is not whole and positive.
 */
export function cutout(options: CutoutOptions): Transform {
  checkOptions('cutout', options, ['size', 'holes']);
  const { size, holes = 1 } = options;
  checkWhole(size, 1, 'cutout: size');
  checkWhole(holes, 1, 'cutout: holes');
  return ([x, y], random) => {
    const { count, rows, columns } = imageShape(x, 'cutout');
    const isKept = new Uint8Array(count * rows * columns).fill(1);
    for (let hole = 0; hole < count * holes; hole++) {
      const image = Math.floor(hole / holes) * rows * columns;
      const top = random.integer(rows) - Math.floor(size / 2);
      const left = random.integer(columns) - Math.floor(size / 2);
      const [from, to] = [Math.max(0, left), Math.min(columns, left + size)];
      for (let row = Math.max(0, top); row < Math.min(rows, top + size); row++) {
        isKept.fill(0, image + row * columns + from, image + row * columns + to);
      }
    }
    return [x.where(tensor(isKept, { dtype: 'bool', shape: [count, 1, rows, columns] }), 0), y];
  };
}
