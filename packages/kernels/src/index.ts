export { type ArrayView, contiguousStrides, elementCount, isContiguous } from './array-view.ts';
export { createEngine, type EngineOptions, mostThreads } from './create-engine.ts';
export {
  bytesPerElement,
  type DType,
  isFloat,
  type TypedArray,
  type TypedArrays,
  typedArray,
} from './dtype.ts';
export type { Buffer, Engine, EngineMemory, EngineName, View } from './engine.ts';
export type {
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
} from './kernels.ts';
export { innerProductCounts } from './kernels.ts';
export { OutOfMemoryError } from './memory/arena.ts';
export { type PointwiseOp, pointwiseOps } from './pointwise.ts';
export { philox } from './reference/philox.ts';
export { runsAsWebAssembly } from './wasm/coverage.ts';
export { type FeatureMode, featureModes } from './wasm/detect-mode.ts';
