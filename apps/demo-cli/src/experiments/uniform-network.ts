import {
  AdaptiveAvgPool2d,
  BatchNorm2d,
  Conv2d,
  Flatten,
  init,
  Linear,
  type Module,
  ReLU,
  Sequential,
} from '@plumbline/layers';
import type { SmallDigits } from './small-digits.ts';

/** Keeps the size of the image, with weights of variance 2 / fan (He et al. 2015). */
export function conv3x3(inputs: number, outputs: number, stride = 1): Conv2d {
  return new Conv2d(inputs, outputs, 3, {
    stride,
    padding: 1,
    bias: false,
    initializer: init.kaimingNormal,
  });
}

/** Stem, blocks that all keep the shape, head: nothing but the blocks' number tells one from the next. */
export function uniformNetwork(
  { channels, classes }: SmallDigits,
  width: number,
  blocks: readonly Module[],
): Sequential {
  return new Sequential({
    stem: new Sequential(conv3x3(channels, width, 2), new BatchNorm2d(width), new ReLU()),
    blocks: new Sequential(...blocks),
    head: new Sequential(new AdaptiveAvgPool2d(1), new Flatten(), new Linear(width, classes)),
  });
}
