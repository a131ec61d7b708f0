import {
  AdaptiveAvgPool2d,
  AvgPool2d,
  Conv1d,
  Conv2d,
  ConvTranspose2d,
  Flatten,
  Linear,
  MaxPool2d,
  Sequential,
  Tanh,
} from '@plumbline/layers';
import type { Layers } from './made.ts';

/** Linear layers, convolutions and pooling. */
export const images: Layers = {
  Linear: (o) => new Linear(5, 4, o),
  'Linear no bias': (o) => new Linear(5, 4, { bias: false, ...o }),
  Conv2d: (o) => new Conv2d(3, 4, 3, o),
  'Conv2d padding 1': (o) => new Conv2d(3, 4, 3, { padding: 1, ...o }),
  'Conv2d stride 2 no bias': (o) =>
    new Conv2d(3, 4, 3, { stride: 2, padding: 1, bias: false, ...o }),
  'Conv2d 1x1 stride 2': (o) => new Conv2d(3, 5, 1, { stride: 2, ...o }),
  'Conv2d dilation 2': (o) => new Conv2d(3, 4, [2, 3], { dilation: [2, 1], padding: [1, 0], ...o }),
  'Conv2d depthwise': (o) => new Conv2d(3, 6, 3, { groups: 3, padding: 1, ...o }),
  'Conv2d same': (o) => new Conv2d(3, 4, [2, 3], { padding: 'same', ...o }),
  Conv1d: (o) => new Conv1d(3, 4, 3, o),
  'Conv1d stride 2 groups 3': (o) =>
    new Conv1d(3, 6, 3, { stride: 2, padding: 1, dilation: 2, groups: 3, bias: false, ...o }),
  'Conv1d same': (o) => new Conv1d(3, 4, 4, { padding: 'same', ...o }),
  ConvTranspose2d: (o) => new ConvTranspose2d(3, 4, 3, o),
  'ConvTranspose2d stride 2': (o) =>
    new ConvTranspose2d(3, 4, 3, { stride: 2, padding: 1, outputPadding: 1, ...o }),
  'ConvTranspose2d groups 3 dilation 2': (o) =>
    new ConvTranspose2d(3, 6, 2, { groups: 3, dilation: 2, bias: false, ...o }),
  'MaxPool2d 2': () => new MaxPool2d(2),
  'MaxPool2d 3 stride 2 padding 1': () => new MaxPool2d(3, { stride: 2, padding: 1 }),
  'AvgPool2d 2': () => new AvgPool2d(2),
  'AvgPool2d 3 stride 2 padding 1': () => new AvgPool2d(3, { stride: 2, padding: 1 }),
  'AdaptiveAvgPool2d 1': () => new AdaptiveAvgPool2d(1),
  'AdaptiveAvgPool2d 4x2': () => new AdaptiveAvgPool2d([4, 2]),
  Flatten: () => new Flatten(),
  Sequential: (o) => new Sequential(new Linear(5, 6, o), new Tanh(), new Linear(6, 4, o)),
};
