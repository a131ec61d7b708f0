import { prepared } from './arrays.ts';
import type { KernelCase } from './kernel-case.ts';

/** What batch normalization needs, on the feature maps of ResNet-20's first layers. */
const shape = [32, 16, 32, 32];
const channels = 16;
const bytes = 32 * 16 * 32 * 32 * 4;

export const channelCases: readonly KernelCase[] = [
  {
    family: 'channel',
    name: 'moments',
    bytes,
    prepare: prepared((arrays, engine) => {
      const [input, output] = [arrays.array(shape), arrays.array([2, channels])];
      return () => engine.channelMoments(input, output);
    }),
  },
  {
    family: 'channel',
    name: 'sums of the gradient',
    bytes: 2 * bytes,
    prepare: prepared((arrays, engine) => {
      const [gradient, input] = [arrays.array(shape), arrays.array(shape)];
      const [moments, output] = [arrays.array([2, channels]), arrays.array([2, channels])];
      return () => engine.channelSums(gradient, input, moments, output);
    }),
  },
];
