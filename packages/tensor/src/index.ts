export type {
  DType,
  EngineMemory,
  EngineName,
  EngineOptions,
  TypedArray,
  View,
} from '@plumbline/kernels';
export { innerProductCounts, isFloat, OutOfMemoryError } from '@plumbline/kernels';
export type { Index } from './at.ts';
export { checkChoice } from './check-choice.ts';
export { checkOptions } from './check-options.ts';
export type { Conv2dOptions, RowsAndColumns } from './conv-options.ts';
export {
  arange,
  eye,
  full,
  linspace,
  logspace,
  oneHot,
  ones,
  onesLike,
  type TensorOptions,
  tensor,
  zeros,
  zerosLike,
} from './creation.ts';
export { engine, useEngine } from './current-engine.ts';
export { type DispatchListener, dispatch, listen, type Operand } from './dispatch.ts';
export { einsum } from './einsum.ts';
export { EnvironmentError } from './environment-error.ts';
export { isTensor } from './is-tensor.ts';
export { concat, stack } from './joining.ts';
export { endStep, keep, memory } from './memory.ts';
export type { SoftplusOptions } from './methods/activation.ts';
export type { CloseOptions } from './methods/comparison.ts';
export type { Sorted, SortOptions, TopkOptions } from './methods/order.ts';
export type { KeepDim, VarianceOptions } from './methods/reduce.ts';
export { type MultinomialOptions, multinomial } from './multinomial.ts';
export type { NestedArray } from './nested-array.ts';
export type { NormOptions } from './norm.ts';
export { type DifferentiableOpName, type OpName, ops } from './ops/index.ts';
export { none, type Op } from './ops/op.ts';
export type { AvgPoolOptions, MaxPoolOptions } from './ops/pool-geometry.ts';
export type { PadOptions } from './pad.ts';
export {
  bernoulli,
  type Draws,
  Generator,
  getRngState,
  manualSeed,
  normal,
  permutation,
  type RandomOptions,
  type RngState,
  rand,
  randint,
  randn,
  randperm,
  recordDraws,
  replayDraws,
  setRngState,
  uniform,
} from './random.ts';
export { scope, tensorsIn, tensorsMadeBy } from './scope.ts';
export { broadcastShapes, formatShape, type Shape, sameShape } from './shape.ts';
export type { SliceRange } from './slice-range.ts';
export { Tensor } from './tensor.ts';
export { where } from './where.ts';
