import { BatchNorm2d, Conv2d, Linear, Module, ReLU, Residual, Sequential } from '@plumbline/layers';
import { scope, type Tensor } from '@plumbline/tensor';
import type { Work } from './case.ts';
import { trainingStep } from './training-step.ts';

export function resnet20(): Work {
  return trainingStep(new ResNet20(), [32, 3, 32, 32]);
}

/** He et al. 2015, section 4.2, with projection shortcuts where the shape changes (option B). */
class ResNet20 extends Module {
  readonly stem = convolution(3, 16, 3, 1);
  readonly blocks = new Sequential(...stage(16, 16, 1), ...stage(16, 32, 2), ...stage(32, 64, 2));
  readonly head = new Linear(64, 10);

  forward(x: Tensor): Tensor {
    return scope(() => {
      const features = this.blocks.forward(this.stem.forward(x).relu());
      return this.head.forward(features.mean([2, 3]));
    });
  }
}

function stage(inputs: number, outputs: number, stride: number): Residual[] {
  return [block(inputs, outputs, stride), block(outputs, outputs, 1), block(outputs, outputs, 1)];
}

function block(inputs: number, outputs: number, stride: number): Residual {
  const branch = new Sequential(
    convolution(inputs, outputs, 3, stride),
    new ReLU(),
    convolution(outputs, outputs, 3, 1),
  );
  const activation = new ReLU();
  if (inputs === outputs && stride === 1) return new Residual(branch, { activation });
  return new Residual(branch, { activation, shortcut: convolution(inputs, outputs, 1, stride) });
}

function convolution(inputs: number, outputs: number, kernel: 1 | 3, stride: number): Sequential {
  const padding = (kernel - 1) / 2;
  return new Sequential(
    new Conv2d(inputs, outputs, kernel, { stride, padding, bias: false }),
    new BatchNorm2d(outputs),
  );
}
