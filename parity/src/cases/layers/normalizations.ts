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
  'BatchNorm2d plain, untracked': (o) =>
    new BatchNorm2d(3, { affine: false, trackRunningStats: false, ...o }),
  'BatchNorm1d plain': (o) => new BatchNorm1d(3, { affine: false, ...o }),
  'BatchNorm1d momentum 0.3 eps 0.01': (o) =>
    new BatchNorm1d(2, { momentum: 0.3, eps: 0.01, ...o }),
  BatchNorm1d: (o) => new BatchNorm1d(5, o),
  LayerNorm: (o) => new LayerNorm(5, o),
  'LayerNorm two axes': (o) => new LayerNorm([3, 5], o),
  'LayerNorm eps 0.1': (o) => new LayerNorm([3, 2], { eps: 0.1, ...o }),
  'LayerNorm plain': (o) => new LayerNorm(5, { elementwiseAffine: false, ...o }),
  'GroupNorm 3 of 12': (o) => new GroupNorm(3, 12, o),
  'GroupNorm 1 of 4': (o) => new GroupNorm(1, 4, o),
  'GroupNorm 2 of 4': (o) => new GroupNorm(2, 4, o),
  'GroupNorm plain': (o) => new GroupNorm(4, 4, { eps: 0.1, affine: false, ...o }),
  InstanceNorm2d: (o) => new InstanceNorm2d(3, o),
  'InstanceNorm2d affine, tracked': (o) =>
    new InstanceNorm2d(3, { affine: true, trackRunningStats: true, ...o }),
  'InstanceNorm2d affine eps 0.1': (o) => new InstanceNorm2d(3, { affine: true, eps: 0.1, ...o }),
  'InstanceNorm2d tracked, momentum 0.3': (o) =>
    new InstanceNorm2d(3, { trackRunningStats: true, momentum: 0.3, ...o }),
  'RMSNorm two axes': (o) => new RMSNorm([3, 2], { eps: 0.1, ...o }),
  'RMSNorm plain': (o) => new RMSNorm(5, { eps: 0.1, elementwiseAffine: false, ...o }),
  RMSNorm: (o) => new RMSNorm(5, o),
  'RMSNorm eps 0.1': (o) => new RMSNorm(5, { eps: 0.1, ...o }),
};
