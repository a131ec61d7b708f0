import {
  BatchNorm1d,
  BatchNorm2d,
  GroupNorm,
  InstanceNorm2d,
  LayerNorm,
  RMSNorm,
} from '@plumbline/layers';
import type { Layers } from './made.ts';

export const normalizations: Layers = {
  BatchNorm2d: (o) => new BatchNorm2d(3, o),
  'BatchNorm2d momentum 0.3 eps 0.01': (o) =>
    new BatchNorm2d(3, { momentum: 0.3, eps: 0.01, ...o }),
  'BatchNorm2d plain': (o) => new BatchNorm2d(3, { affine: false, ...o }),
  'BatchNorm2d cumulative': (o) => new BatchNorm2d(3, { momentum: null, ...o }),
  'BatchNorm2d untracked': (o) => new BatchNorm2d(3, { trackRunningStats: false, ...o }),
  BatchNorm1d: (o) => new BatchNorm1d(5, o),
  LayerNorm: (o) => new LayerNorm(5, o),
  'LayerNorm two axes': (o) => new LayerNorm([3, 5], o),
  'LayerNorm plain': (o) => new LayerNorm(5, { elementwiseAffine: false, ...o }),
  'GroupNorm 1 of 4': (o) => new GroupNorm(1, 4, o),
  'GroupNorm 2 of 4': (o) => new GroupNorm(2, 4, o),
  'GroupNorm plain': (o) => new GroupNorm(4, 4, { eps: 0.1, affine: false, ...o }),
  InstanceNorm2d: (o) => new InstanceNorm2d(3, o),
  'InstanceNorm2d affine, tracked': (o) =>
    new InstanceNorm2d(3, { affine: true, trackRunningStats: true, ...o }),
  RMSNorm: (o) => new RMSNorm(5, o),
  'RMSNorm eps 0.1': (o) => new RMSNorm(5, { eps: 0.1, ...o }),
};
