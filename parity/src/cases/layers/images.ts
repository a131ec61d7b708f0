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
  'Conv2d stride 2 1': (o) => new Conv2d(3, 4, [3, 2], { stride: [2, 1], padding: [1, 0], ...o }),
  'Conv2d groups 2 dilation 2': (o) =>
    new Conv2d(4, 6, 3, { groups: 2, dilation: 2, bias: false, ...o }),
  'Conv2d 8 to 9': (o) => new Conv2d(8, 9, 3, { padding: 1, bias: false, ...o }),
  'Conv2d valid': (o) => new Conv2d(3, 2, 2, { padding: 'valid', ...o }),
  'Conv2d same dilation 3 1 groups 2': (o) =>
    new Conv2d(2, 2, [2, 4], { padding: 'same', dilation: [3, 1], groups: 2, ...o }),
  Conv1d: (o) => new Conv1d(3, 4, 3, o),
  'Conv1d stride 2 groups 3': (o) =>
    new Conv1d(3, 6, 3, { stride: 2, padding: 1, dilation: 2, groups: 3, bias: false, ...o }),
  'Conv1d groups 2': (o) => new Conv1d(4, 2, 2, { groups: 2, padding: 1, ...o }),
  'Conv1d same': (o) => new Conv1d(3, 4, 4, { padding: 'same', ...o }),
  ConvTranspose2d: (o) => new ConvTranspose2d(3, 4, 3, o),
  'ConvTranspose2d stride 2': (o) =>
    new ConvTranspose2d(3, 4, 3, { stride: 2, padding: 1, outputPadding: 1, ...o }),
  'ConvTranspose2d groups 3 dilation 2': (o) =>
    new ConvTranspose2d(3, 6, 2, { groups: 3, dilation: 2, bias: false, ...o }),
  'ConvTranspose2d stride 2 3': (o) =>
    new ConvTranspose2d(3, 2, [3, 2], {
      stride: [2, 3],
      padding: [1, 0],
      outputPadding: [1, 2],
      ...o,
    }),
  'ConvTranspose2d groups 2 stride 2 dilation 2': (o) =>
    new ConvTranspose2d(4, 6, 3, {
      groups: 2,
      stride: 2,
      padding: 1,
      dilation: 2,
      outputPadding: 1,
      ...o,
    }),
  'ConvTranspose2d depthwise': (o) =>
    new ConvTranspose2d(4, 4, 4, { groups: 4, stride: 2, padding: 1, ...o }),
  'ConvTranspose2d 8 to 5': (o) => new ConvTranspose2d(8, 5, 3, { padding: 1, ...o }),
  'MaxPool2d 2': () => new MaxPool2d(2),
  'MaxPool2d 3 stride 2 padding 1': () => new MaxPool2d(3, { stride: 2, padding: 1 }),
  'AvgPool2d 2': () => new AvgPool2d(2),
  'AvgPool2d 3 stride 2 padding 1': () => new AvgPool2d(3, { stride: 2, padding: 1 }),
  'AdaptiveAvgPool2d 1': () => new AdaptiveAvgPool2d(1),
  'AdaptiveAvgPool2d 4x2': () => new AdaptiveAvgPool2d([4, 2]),
  'AdaptiveAvgPool2d 3x2': () => new AdaptiveAvgPool2d([3, 2]),
  'AdaptiveAvgPool2d 7': () => new AdaptiveAvgPool2d(7),
  Flatten: () => new Flatten(),
  Sequential: (o) => new Sequential(new Linear(5, 6, o), new Tanh(), new Linear(6, 4, o)),
};
