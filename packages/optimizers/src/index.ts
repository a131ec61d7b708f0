export { Adam, type AdamOptions, AdamW } from './adam.ts';
export { clipByGlobalNorm, clipGradNorm } from './clip-grad-norm.ts';
export {
  chain,
  type GradientTransformation,
  type ParameterRule,
  perParameter,
  type Step,
  stateless,
  type Update,
} from './gradient-transformation.ts';
export { Optimizer } from './optimizer.ts';
export { constant, cosine, type Schedule, step, warmup } from './schedule.ts';
export { SGD, type SGDOptions } from './sgd.ts';
export {
  type AdamState,
  addDecayedWeights,
  scaleByAdam,
  scaleByLearningRate,
  type TraceOptions,
  trace,
} from './transformations.ts';
