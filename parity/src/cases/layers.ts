import {
  AdaptiveAvgPool2d,
  AvgPool2d,
  BatchNorm2d,
  Conv2d,
  Flatten,
  GELU,
  Identity,
  LayerNorm,
  Linear,
  MaxPool2d,
  type Module,
  ReLU,
  Sequential,
  Tanh,
} from '@plumbline/layers';
import type { TensorOptions } from '@plumbline/tensor';
import { evaluateLayer } from '../evaluate-layer.ts';
import { summed } from '../tolerance.ts';
import { type Section, section } from './section.ts';

/** By the name of a case, which begins with the layer's; `o` has the inputs' dtype. */
const layers: Readonly<Record<string, (o: TensorOptions) => Module>> = {
  Linear: (o) => new Linear(5, 4, o),
  'Linear no bias': (o) => new Linear(5, 4, { bias: false, ...o }),
  Conv2d: (o) => new Conv2d(3, 4, 3, o),
  'Conv2d padding 1': (o) => new Conv2d(3, 4, 3, { padding: 1, ...o }),
  'Conv2d stride 2 no bias': (o) =>
    new Conv2d(3, 4, 3, { stride: 2, padding: 1, bias: false, ...o }),
  'Conv2d 1x1 stride 2': (o) => new Conv2d(3, 5, 1, { stride: 2, ...o }),
  'Conv2d dilation 2': (o) => new Conv2d(3, 4, [2, 3], { dilation: [2, 1], padding: [1, 0], ...o }),
  'Conv2d depthwise': (o) => new Conv2d(3, 6, 3, { groups: 3, padding: 1, ...o }),
  BatchNorm2d: (o) => new BatchNorm2d(3, o),
  'BatchNorm2d momentum 0.3 eps 0.01': (o) =>
    new BatchNorm2d(3, { momentum: 0.3, eps: 0.01, ...o }),
  LayerNorm: (o) => new LayerNorm(5, o),
  'LayerNorm two axes': (o) => new LayerNorm([3, 5], o),
  'LayerNorm plain': (o) => new LayerNorm(5, { elementwiseAffine: false, ...o }),
  'MaxPool2d 2': () => new MaxPool2d(2),
  'MaxPool2d 3 stride 2 padding 1': () => new MaxPool2d(3, { stride: 2, padding: 1 }),
  'AvgPool2d 2': () => new AvgPool2d(2),
  'AvgPool2d 3 stride 2 padding 1': () => new AvgPool2d(3, { stride: 2, padding: 1 }),
  'AdaptiveAvgPool2d 1': () => new AdaptiveAvgPool2d(1),
  'AdaptiveAvgPool2d 4x2': () => new AdaptiveAvgPool2d([4, 2]),
  ReLU: () => new ReLU(),
  Tanh: () => new Tanh(),
  GELU: () => new GELU(),
  Identity: () => new Identity(),
  Flatten: () => new Flatten(),
  Sequential: (o) => new Sequential(new Linear(5, 6, o), new Tanh(), new Linear(6, 4, o)),
};

export const layerSections: readonly Section[] = [section(layers, evaluateLayer, summed)];
