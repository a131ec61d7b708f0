import {
  type AvgPoolOptions,
  formatShape,
  type MaxPoolOptions,
  type Tensor,
} from '@plumbline/tensor';
import { checkSize } from './check-size.ts';
import { Module } from './module.ts';

type Size = number | readonly [rows: number, columns: number];

/**
 * The largest element of every window of `kernel` rows and columns: [N, C, H, W] ->
 * [N, C, OH, OW], float dtype kept. As in PyTorch windows are `kernel` apart by default, padding
 * never wins, and the first of equal elements has the gradient. RangeError where a window doesn't
 * fit.
 */
export class MaxPool2d extends Module {
  readonly kernel: Size;
  readonly options: MaxPoolOptions;

  constructor(kernel: Size, options: MaxPoolOptions = {}) {
    super();
    checkKernel(kernel, 'MaxPool2d');
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
  readonly kernel: Size;
  readonly options: AvgPoolOptions;

  constructor(kernel: Size, options: AvgPoolOptions = {}) {
    super();
    checkKernel(kernel, 'AvgPool2d');
    this.kernel = kernel;
    this.options = options;
  }

  forward(input: Tensor): Tensor {
    return input.avgPool2d(this.kernel, this.options);
  }
}

/**
 * Means of as many windows as `outputSize` says: [N, C, H, W] -> [N, C, ...outputSize], whatever H
 * and W are for 1, which is the mean of each channel; else they must be multiples of it, and a
 * RangeError says where they aren't.
 */
export class AdaptiveAvgPool2d extends Module {
  readonly outputSize: readonly [number, number];

  constructor(outputSize: Size) {
    super();
    checkKernel(outputSize, 'AdaptiveAvgPool2d');
    this.outputSize = typeof outputSize === 'number' ? [outputSize, outputSize] : outputSize;
  }

  forward(input: Tensor): Tensor {
    const [rows, columns] = this.outputSize;
    const [, , height = 0, width = 0] = input.shape;
    const fits = height > 0 && width > 0 && height % rows === 0 && width % columns === 0;
    if (input.rank !== 4 || !fits) {
      throw new RangeError(
        `AdaptiveAvgPool2d(${formatShape(this.outputSize)}): an input of shape ` +
          `${formatShape(input.shape)}; expected [N, C, H, W], H a multiple of ${rows}, W of ${columns}`,
      );
    }
    // The gradient of a mean is a view that repeats one number: no image has to be written.
    if (rows === 1 && columns === 1) return input.mean([2, 3], { keepdim: true });
    return input.avgPool2d([height / rows, width / columns]);
  }
}

function checkKernel(size: Size, name: string): void {
  for (const side of typeof size === 'number' ? [size] : size) checkSize(side, `${name}: a size`);
}
