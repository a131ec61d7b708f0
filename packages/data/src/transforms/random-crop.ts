import {
  checkOptions,
  concat,
  type Generator,
  type RowsAndColumns,
  type Tensor,
  tensor,
} from '@plumbline/tensor';
import { checkWhole } from '../check-whole.ts';
import { imageShape } from './image-shape.ts';
import type { Transform } from './transform.ts';

/** Options of `randomCrop`. */
export interface RandomCropOptions {
  /** Of the part that is kept. Default: the size of the images. */
  readonly size?: RowsAndColumns;
  /** Rows and columns that are added on every side before. Default 0; 4 is usual for CIFAR. */
  readonly padding?: number;
  /**
   * What is in them, or one number a channel. Default 0, in the scale of the images: black where
   * they go from 0 to 1, and the mean where they are normalized.
   */
  readonly fill?: number | readonly number[];
}

/**
 * Another part of each image [B, C, H, W], uniform among those that fit into the padded image. As
 * torchvision's RandomCrop (with padding 4: He et al. 2015, section 4.2).
 *
 * RangeError for sizes that are not whole, and where the part is larger than the padded images.
 */
export function randomCrop(options: RandomCropOptions = {}): Transform {
  checkOptions('randomCrop', options, ['size', 'padding', 'fill']);
  const { size, padding = 0, fill = 0 } = options;
  checkWhole(padding, 0, 'randomCrop: padding');
  const given = typeof size === 'number' ? ([size, size] as const) : size;
  for (const side of given ?? []) checkWhole(side, 1, 'randomCrop: size');
  return ([x, y], random) => {
    const image = imageShape(x, 'randomCrop');
    const { count, channels, rows, columns } = image;
    const part = { rows: given?.[0] ?? rows, columns: given?.[1] ?? columns };
    const index = cells(image, part, padding, random);
    const cropped = withOutside(x, image, fill)
      .gather(2, index.expand([count, channels, part.rows * part.columns]))
      .reshape([count, channels, part.rows, part.columns]);
    return [cropped, y];
  };
}

interface Size {
  readonly rows: number;
  readonly columns: number;
}

/** The pixels of an image in a row, and after them one for all that is outside. */
function withOutside(
  x: Tensor,
  { count, channels, rows, columns }: ReturnType<typeof imageShape>,
  fill: number | readonly number[],
): Tensor {
  const each = typeof fill === 'number' ? new Array<number>(channels).fill(fill) : [...fill];
  if (each.length !== channels || !each.every(Number.isFinite)) {
    throw new RangeError(
      `randomCrop: fill is a number for each of ${channels} channels, got ${fill}`,
    );
  }
  const outside = tensor(each, { dtype: x.dtype, shape: [1, channels, 1] });
  const flat = x.reshape([count, channels, rows * columns]);
  return concat([flat, outside.expand([count, channels, 1])], 2);
}

/** Which pixel each one of each part is, [B, 1, part.rows * part.columns]. */
function cells(
  { count, rows, columns }: Size & { readonly count: number },
  part: Size,
  padding: number,
  random: Generator,
): Tensor {
  const down = rows + 2 * padding - part.rows;
  const right = columns + 2 * padding - part.columns;
  if (down < 0 || right < 0) {
    throw new RangeError(
      `randomCrop: a part of ${part.rows} x ${part.columns} does not fit into images of ` +
        `${rows} x ${columns} with a padding of ${padding}`,
    );
  }
  const outside = rows * columns;
  const index = new Int32Array(count * part.rows * part.columns);
  let at = 0;
  for (let image = 0; image < count; image++) {
    const top = random.integer(down + 1) - padding;
    const left = random.integer(right + 1) - padding;
    for (let row = top; row < top + part.rows; row++) {
      const isRow = row >= 0 && row < rows;
      for (let column = left; column < left + part.columns; column++) {
        const isInside = isRow && column >= 0 && column < columns;
        index[at++] = isInside ? row * columns + column : outside;
      }
    }
  }
  return tensor(index, { shape: [count, 1, part.rows * part.columns] });
}
