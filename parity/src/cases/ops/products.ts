import { dispatch, none, ops } from '@plumbline/tensor';
import type { Calls } from '../../evaluate.ts';

const geometry = { stride: [1, 1], padding: [0, 0], dilation: [1, 1], groups: 1 } as const;
const spread = { stride: [2, 1], padding: [1, 2], dilation: [1, 2], groups: 1 } as const;
const pair = { kernel: [2, 2], stride: [2, 2], padding: [0, 0], dilation: [1, 1] } as const;
const overlap = { kernel: [3, 2], stride: [2, 1], padding: [1, 0], dilation: [1, 1] } as const;

/** Sums of products, windows of images, normalization by channel, and losses by row. */
export const products: Calls = {
  matmul: (x, y) => x.matmul(y),
  linear: (x, w, b) => dispatch(ops.linear, [x, w, b], none),
  'linear no bias': (x, w) => dispatch(ops.linear, [x, w], none),
  conv2d: (x, w) => x.conv2d(w),
  'conv2d padding 1': (x, w) => x.conv2d(w, { padding: 1 }),
  'conv2d stride 2 padding 1': (x, w) => x.conv2d(w, { padding: 1, stride: 2 }),
  'conv2d spread': (x, w) => x.conv2d(w, spread),
  'conv2d groups 2': (x, w) => x.conv2d(w, { groups: 2 }),
  'conv2d groups 4': (x, w) => x.conv2d(w, { groups: 4, padding: 1 }),
  conv2dGradInput: (g, w) => dispatch(ops.conv2dGradInput, [g, w], { geometry, size: [4, 5] }),
  'conv2dGradInput spread': (g, w) =>
    dispatch(ops.conv2dGradInput, [g, w], { geometry: spread, size: [5, 4] }),
  conv2dGradWeight: (x, g) => dispatch(ops.conv2dGradWeight, [x, g], { geometry, size: [3, 2] }),
  'conv2dGradWeight spread': (x, g) =>
    dispatch(ops.conv2dGradWeight, [x, g], { geometry: spread, size: [3, 2] }),
  'maxPool2d 2': (x) => x.maxPool2d(2),
  'maxPool2d 3x2 overlapping': (x) => x.maxPool2d([3, 2], { stride: [2, 1], padding: [1, 0] }),
  'maxPool2d dilation 2': (x) => x.maxPool2d(2, { dilation: 2 }),
  'maxPool2dIndex 2': (x) => dispatch(ops.maxPool2dIndex, [x], pair),
  'maxPool2dIndex 3x2 overlapping': (x) => dispatch(ops.maxPool2dIndex, [x], overlap),
  'avgPool2d 2': (x) => x.avgPool2d(2),
  'avgPool2d 3x2 overlapping': (x) => x.avgPool2d([3, 2], { stride: [2, 1], padding: [1, 0] }),
  'avgPool2dGrad 3x2 overlapping': (g) =>
    dispatch(ops.avgPool2dGrad, [g], { ...overlap, size: [5, 4] }),
  channelMoments: (x) => dispatch(ops.channelMoments, [x], none),
  channelSums: (g, x) =>
    dispatch(ops.channelSums, [g, x, dispatch(ops.channelMoments, [x], none)], none),
  batchNorm: (x, w, b) =>
    dispatch(ops.batchNorm, [x, w, b, dispatch(ops.channelMoments, [x], none)], { eps: 1e-5 }),
  'batchNorm eps 0.1': (x, w, b) =>
    dispatch(ops.batchNorm, [x, w, b, dispatch(ops.channelMoments, [x], none)], { eps: 0.1 }),
  layerNorm: (x, w, b) => dispatch(ops.layerNorm, [x, w, b], { eps: 1e-5 }),
  'layerNorm eps 0.1': (x, w, b) => dispatch(ops.layerNorm, [x, w, b], { eps: 0.1 }),
  layerNormGrad: (g, x, w) => dispatch(ops.layerNormGrad, [g, x, w], { eps: 1e-5 }),
  crossEntropy: (x, labels) => dispatch(ops.crossEntropy, [x, labels], { ignoreIndex: null }),
  'crossEntropy ignoring 0': (x, labels) =>
    dispatch(ops.crossEntropy, [x, labels], { ignoreIndex: 0 }),
  crossEntropyGrad: (x, labels, g) =>
    dispatch(ops.crossEntropyGrad, [x, labels, g], { ignoreIndex: null }),
  'crossEntropyGrad ignoring 0': (x, labels, g) =>
    dispatch(ops.crossEntropyGrad, [x, labels, g], { ignoreIndex: 0 }),
};

/** A mean of some hundred standard deviations: its last digits are what is left after it is taken off. */
export const cancelling: Calls = {
  'batchNorm far from 0': (x, w, b) =>
    dispatch(ops.batchNorm, [x, w, b, dispatch(ops.channelMoments, [x], none)], { eps: 1e-5 }),
  'layerNorm far from 0': (x, w, b) => dispatch(ops.layerNorm, [x, w, b], { eps: 1e-5 }),
};
