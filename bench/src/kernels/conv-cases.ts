import type { ConvGeometry } from '@plumbline/kernels';
import { prepared } from './arrays.ts';
import type { KernelCase } from './kernel-case.ts';

interface Convolution {
  readonly batch: number;
  readonly inputs: number;
  readonly outputs: number;
  /** Of the square image. */
  readonly size: number;
  /** Of the square kernel. */
  readonly kernel: number;
  readonly stride?: number;
  readonly groups?: number;
}

/** The layers of ResNet-20 on CIFAR's images, some of larger networks, and a depthwise one. */
const convolutions: readonly Convolution[] = [
  { batch: 16, inputs: 64, outputs: 64, size: 32, kernel: 3 },
  { batch: 32, inputs: 3, outputs: 16, size: 32, kernel: 3 },
  { batch: 32, inputs: 16, outputs: 16, size: 32, kernel: 3 },
  { batch: 32, inputs: 16, outputs: 32, size: 32, kernel: 3, stride: 2 },
  { batch: 32, inputs: 32, outputs: 32, size: 16, kernel: 3 },
  { batch: 32, inputs: 32, outputs: 64, size: 16, kernel: 3, stride: 2 },
  { batch: 32, inputs: 64, outputs: 64, size: 8, kernel: 3 },
  { batch: 4, inputs: 256, outputs: 256, size: 14, kernel: 3 },
  { batch: 8, inputs: 64, outputs: 256, size: 32, kernel: 1 },
  { batch: 32, inputs: 16, outputs: 32, size: 32, kernel: 1, stride: 2 },
  { batch: 1, inputs: 3, outputs: 64, size: 112, kernel: 7, stride: 2 },
  { batch: 8, inputs: 64, outputs: 64, size: 32, kernel: 3, groups: 64 },
];

const directions = ['forward', 'input', 'weight'] as const;

export const convCases: readonly KernelCase[] = convolutions.flatMap((convolution) =>
  directions.map((direction) => convCase(convolution, direction)),
);

function convCase(convolution: Convolution, direction: (typeof directions)[number]): KernelCase {
  const { batch, inputs, outputs, size, kernel, stride = 1, groups = 1 } = convolution;
  const padding = (kernel - 1) / 2;
  const outputSize = Math.floor((size + 2 * padding - kernel) / stride) + 1;
  const geometry: ConvGeometry = {
    stride: [stride, stride],
    padding: [padding, padding],
    dilation: [1, 1],
    groups,
  };
  return {
    family: 'conv',
    name: `${nameOf(convolution)} ${direction}`,
    flops: 2 * batch * outputs * outputSize ** 2 * (inputs / groups) * kernel ** 2,
    prepare: prepared((arrays, engine) => {
      const image = arrays.array([batch, inputs, size, size]);
      const weight = arrays.array([outputs, inputs / groups, kernel, kernel]);
      const result = arrays.array([batch, outputs, outputSize, outputSize]);
      const calls = {
        forward: () => engine.conv2d(image, weight, geometry, result),
        input: () => engine.conv2dGradInput(result, weight, geometry, image),
        weight: () => engine.conv2dGradWeight(image, result, geometry, weight),
      };
      return calls[direction];
    }),
  };
}

function nameOf({ batch, inputs, outputs, size, kernel, stride, groups }: Convolution): string {
  const step = stride === undefined ? '' : ` /${stride}`;
  const parts = groups === undefined ? '' : ` in ${groups} groups`;
  return `${kernel}x${kernel} ${inputs}>${outputs} ${size}x${size}${step}${parts} b${batch}`;
}
