import { type ArrayView, elementCount } from '../array-view.ts';
import type {
  ArgReduceOp,
  ConvGeometry,
  Distribution,
  InnerProducts,
  Kernels,
  PoolGeometry,
  RandomKey,
  ReduceOp,
  SoftmaxOp,
  SortOrder,
} from '../kernels.ts';
import type { PointwiseOp } from '../pointwise.ts';
import { channelMoments, channelSums } from './channels.ts';
import { conv2d, conv2dGradInput, conv2dGradWeight } from './conv2d.ts';
import { copy } from './copy.ts';
import { crossEntropy, crossEntropyGrad } from './cross-entropy.ts';
import { gather, scatterAdd } from './gather.ts';
import { innerProducts } from './inner-products.ts';
import { layerNorm, layerNormGrad } from './layer-norm.ts';
import { matmul } from './matmul.ts';
import { pointwise } from './pointwise.ts';
import { avgPool2d, avgPool2dGrad, maxPool2d, maxPool2dIndex } from './pool2d.ts';
import { random } from './random.ts';
import { argReduce, reduce } from './reduce.ts';
import { linearScan } from './scan.ts';
import { softmax } from './softmax.ts';
import { argSort } from './sort.ts';
import { zeroSlices } from './zero-slices.ts';

/**
 * Every kernel in plain TypeScript, for every dtype: what the fast kernels are tested against, and
 * what runs where there is no fast one.
 */
export class ReferenceKernels implements Kernels<ArrayView> {
  fill(value: number, { data, offset, shape }: ArrayView): void {
    data.fill(value, offset, offset + elementCount(shape));
  }
  pointwise(op: PointwiseOp, inputs: readonly (ArrayView | number)[], output: ArrayView): void {
    pointwise(op, inputs, output);
  }
  reduce(op: ReduceOp, input: ArrayView, axes: readonly number[], output: ArrayView): void {
    reduce(op, input, axes, output);
  }
  argReduce(op: ArgReduceOp, input: ArrayView, axis: number, output: ArrayView): void {
    argReduce(op, input, axis, output);
  }
  argSort(input: ArrayView, axis: number, order: SortOrder, output: ArrayView): void {
    argSort(input, axis, order, output);
  }
  linearScan(decay: ArrayView | number, input: ArrayView, axis: number, output: ArrayView): void {
    linearScan(decay, input, axis, output);
  }
  matmul(a: ArrayView, b: ArrayView, output: ArrayView): void {
    matmul(a, b, output);
  }
  conv2d(input: ArrayView, weight: ArrayView, geometry: ConvGeometry, output: ArrayView): void {
    conv2d(input, weight, geometry, output);
  }
  conv2dGradInput(
    gradient: ArrayView,
    weight: ArrayView,
    geometry: ConvGeometry,
    output: ArrayView,
  ): void {
    conv2dGradInput(gradient, weight, geometry, output);
  }
  conv2dGradWeight(
    input: ArrayView,
    gradient: ArrayView,
    geometry: ConvGeometry,
    output: ArrayView,
  ): void {
    conv2dGradWeight(input, gradient, geometry, output);
  }
  channelMoments(input: ArrayView, output: ArrayView): void {
    channelMoments(input, output);
  }
  channelSums(gradient: ArrayView, input: ArrayView, moments: ArrayView, output: ArrayView): void {
    channelSums(gradient, input, moments, output);
  }
  innerProducts(form: InnerProducts, inputs: readonly ArrayView[], output: ArrayView): void {
    innerProducts(form, inputs, output);
  }
  zeroSlices(input: ArrayView, axis: number, output: ArrayView): void {
    zeroSlices(input, axis, output);
  }
  layerNorm(
    input: ArrayView,
    weight: ArrayView,
    bias: ArrayView,
    eps: number,
    output: ArrayView,
  ): void {
    layerNorm(input, weight, bias, eps, output);
  }
  layerNormGrad(
    gradient: ArrayView,
    input: ArrayView,
    weight: ArrayView,
    eps: number,
    toInput: ArrayView,
    toParameters: ArrayView,
  ): void {
    layerNormGrad(gradient, input, weight, eps, toInput, toParameters);
  }

  maxPool2d(input: ArrayView, geometry: PoolGeometry, output: ArrayView): void {
    maxPool2d(input, geometry, output);
  }
  maxPool2dIndex(input: ArrayView, geometry: PoolGeometry, output: ArrayView): void {
    maxPool2dIndex(input, geometry, output);
  }
  avgPool2d(input: ArrayView, geometry: PoolGeometry, output: ArrayView): void {
    avgPool2d(input, geometry, output);
  }
  avgPool2dGrad(gradient: ArrayView, geometry: PoolGeometry, output: ArrayView): void {
    avgPool2dGrad(gradient, geometry, output);
  }
  copy(input: ArrayView, output: ArrayView): void {
    copy(input, output);
  }
  softmax(op: SoftmaxOp, input: ArrayView, output: ArrayView): void {
    softmax(op, input, output);
  }
  crossEntropy(
    logits: ArrayView,
    labels: ArrayView,
    ignored: number | null,
    output: ArrayView,
  ): void {
    crossEntropy(logits, labels, ignored, output);
  }
  crossEntropyGrad(
    logits: ArrayView,
    labels: ArrayView,
    ignored: number | null,
    gradient: ArrayView,
    output: ArrayView,
  ): void {
    crossEntropyGrad(logits, labels, ignored, gradient, output);
  }
  gather(input: ArrayView, axis: number, index: ArrayView, output: ArrayView): void {
    gather(input, axis, index, output);
  }
  scatterAdd(source: ArrayView, axis: number, index: ArrayView, output: ArrayView): void {
    scatterAdd(source, axis, index, output);
  }
  random(distribution: Distribution, key: RandomKey, counter: number, output: ArrayView): void {
    random(distribution, key, counter, output);
  }
}
