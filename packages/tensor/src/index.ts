export type { DType, EngineMemory, EngineName, EngineOptions, TypedArray, View } from '@plumbline/kernels';
export { isFloat, OutOfMemoryError } from '@plumbline/kernels';
export { Tensor } from './tensor.ts';
export {
  arange,
  eye,
  full,
  linspace,
  oneHot,
  ones,
  onesLike,
  tensor,
  type TensorOptions,
  zeros,
  zerosLike,
} from './creation.ts';
export type { NestedArray } from './nested-array.ts';
export { Generator, manualSeed, permutation, rand, randint, randn, type RandomOptions } from './random.ts';
export { concat, stack } from './joining.ts';
export { scope, tensorsIn } from './scope.ts';
export { endStep, keep, memory } from './memory.ts';
export { engine, useEngine } from './current-engine.ts';
export { dispatch, type DispatchListener, listen, type Operand } from './dispatch.ts';
export { type DifferentiableOpName, type OpName, ops } from './ops/index.ts';
export { none, type Op } from './ops/op.ts';
export { broadcastShapes, formatShape, sameShape, type Shape } from './shape.ts';
export type { SliceRange } from './slice-range.ts';
