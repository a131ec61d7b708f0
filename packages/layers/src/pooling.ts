import {
  type AvgPoolOptions,
  checkOptions,
  formatShape,
  type MaxPoolOptions,
  type RowsAndColumns,
  scope,
  type Tensor,
  tensor,
} from '@plumbline/tensor';
import { checkSize } from './check-size.ts';
import { Module } from './module.ts';
import { type Pair, pairOf } from './pair.ts';

/**
 * The largest element of every window of `kernel` rows and columns: [N, C, H, W] ->
 * [N, C, OH, OW], float dtype kept. As in PyTorch windows are `kernel` apart by default, padding
 * never wins, and the first of equal elements has the gradient. RangeError where a window doesn't
 * fit.
 */
export class MaxPool2d extends Module {
  /** The size of a window. */
  readonly kernel: RowsAndColumns;
  /** As given. */
  readonly options: MaxPoolOptions;

  constructor(kernel: RowsAndColumns, options: MaxPoolOptions = {}) {
    super();
    checkKernel(kernel, 'MaxPool2d');
    checkOptions('MaxPool2d', options, ['stride', 'padding', 'dilation']);
    this.kernel = kernel;
    this.options = options;
  }

  forward(input: Tensor): Tensor {
    return input.maxPool2d(this.kernel, this.options);
  }
}

/**
 * The mean of every window of `kernel` rows and columns: [N, C, H, W] -> [N, C, OH, OW], float
 * dtype kept. As in PyTorch windows are `kernel` apart by default and padding counts as zeros.
 * RangeError where a window doesn't fit.
 */
export class AvgPool2d extends Module {
  /** The size of a window. */
  readonly kernel: RowsAndColumns;
  /** As given. */
  readonly options: AvgPoolOptions;

  constructor(kernel: RowsAndColumns, options: AvgPoolOptions = {}) {
    super();
    checkKernel(kernel, 'AvgPool2d');
    checkOptions('AvgPool2d', options, ['stride', 'padding']);
    this.kernel = kernel;
    this.options = options;
  }

  forward(input: Tensor): Tensor {
    return input.avgPool2d(this.kernel, this.options);
  }
}

/**
 * Means of as many windows as `outputSize` says, whatever the size of the images: [N, C, H, W] ->
 * [N, C, ...outputSize], float dtype kept. As in PyTorch window i of n goes from ⌊i H / n⌋ to
 * ⌈(i + 1) H / n⌉. With 1 it is the mean of each channel. RangeError for another shape.
 */
export class AdaptiveAvgPool2d extends Module {
  /** Rows and columns of the output. */
  readonly outputSize: Pair;

  constructor(outputSize: RowsAndColumns) {
    super();
    checkKernel(outputSize, 'AdaptiveAvgPool2d');
    this.outputSize = pairOf(outputSize, 'AdaptiveAvgPool2d: outputSize');
  }

  forward(input: Tensor): Tensor {
    const [rows, columns] = this.outputSize;
    const [, , height = 0, width = 0] = input.shape;
    if (input.rank !== 4 || height === 0 || width === 0) {
      throw new RangeError(
        `AdaptiveAvgPool2d(${formatShape(this.outputSize)}): an input of shape ` +
          `${formatShape(input.shape)}; expected [N, C, H, W]`,
      );
    }
    // The gradient of a mean is a view that repeats one number: no image has to be written.
    if (rows === 1 && columns === 1) return input.mean([2, 3], { keepdim: true });
    if (height % rows === 0 && width % columns === 0) {
      return input.avgPool2d([height / rows, width / columns]);
    }
    return scope(() => {
      const [down, across] = [windows(rows, height, input), windows(columns, width, input)];
      return down.matmul(input).matmul(across.transpose());
    });
  }
}

/** [count, size]: row i has 1 / length in the elements of window i, so that a product averages. */
function windows(count: number, size: number, { dtype }: Tensor): Tensor {
  const rows = Array.from({ length: count }, (_, i) => {
    const start = Math.floor((i * size) / count);
    const end = Math.ceil(((i + 1) * size) / count);
    return Array.from({ length: size }, (_, at) =>
      at >= start && at < end ? 1 / (end - start) : 0,
    );
  });
  return tensor(rows, { dtype });
}

function checkKernel(size: RowsAndColumns, name: string): void {
  for (const side of pairOf(size, `${name}: a size`)) checkSize(side, `${name}: a size`);
}
