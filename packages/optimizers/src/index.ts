export { type AccumulateState, accumulate } from './accumulate.ts';
export {
  Adagrad,
  type AdagradOptions,
  type AdagradState,
  adagrad,
  type ScaleByAdagradOptions,
  scaleByAdagrad,
} from './adagrad.ts';
export { Adam, type AdamOptions, AdamW, adam, adamw } from './adam.ts';
export { addDecayedWeights } from './add-decayed-weights.ts';
export { chain } from './chain.ts';
export { clipByGlobalNorm, clipGradNorm } from './clip-grad-norm.ts';
export { clipByValue, clipGradValue } from './clip-grad-value.ts';
export {
  type GradientTransformation,
  type ParameterRule,
  perParameter,
  type Step,
  stateless,
  type Update,
} from './gradient-transformation.ts';
export { LAMB, type LAMBOptions, lamb, scaleByTrustRatio } from './lamb.ts';
export type { LearningRate, MetricSchedule } from './learning-rate.ts';
export { Lion, type LionOptions, lion, type ScaleByLionOptions, scaleByLion } from './lion.ts';
export { type LookaheadOptions, type LookaheadState, lookahead } from './lookahead.ts';
export { Muon, type MuonOptions, muon } from './muon.ts';
export { orthogonalize } from './newton-schulz.ts';
export { type OneCycleOptions, oneCycle } from './one-cycle.ts';
export { Optimizer } from './optimizer.ts';
export type { ParameterGroup, ParametersOrGroups } from './parameter-group.ts';
export { partition } from './partition.ts';
export type { PartStates } from './parts.ts';
export {
  type PlateauState,
  type ReduceOnPlateauOptions,
  reduceOnPlateau,
} from './reduce-on-plateau.ts';
export {
  RMSprop,
  type RMSpropOptions,
  type RmsState,
  rmsprop,
  type ScaleByRmsOptions,
  scaleByRms,
} from './rmsprop.ts';
export { type AdamState, type ScaleByAdamOptions, scaleByAdam } from './scale-by-adam.ts';
export { type LearningRateState, scaleByLearningRate } from './scale-by-learning-rate.ts';
export {
  constant,
  cosine,
  exponential,
  linear,
  multiStep,
  polynomial,
  type Schedule,
  step,
  warmRestarts,
  warmup,
} from './schedule.ts';
export { SGD, type SGDOptions, sgd } from './sgd.ts';
export type { OptimizerStateDict } from './state-dict.ts';
export { type TraceOptions, type TraceState, trace } from './trace.ts';
export { WeightAverage } from './weight-average.ts';
