export { captureCheckpoint, restoreCheckpoint } from './checkpoint.ts';
export { CheckpointError } from './checkpoint-error.ts';
export type { CheckpointStore } from './checkpoint-store.ts';
export type {
  Checkpointed,
  CheckpointedLoader,
  CheckpointedModel,
  CheckpointedState,
  Progress,
} from './checkpointed.ts';
export { DivergenceError } from './divergence-error.ts';
export { type Batches, evaluate, type Metric } from './evaluate.ts';
export { Trainer } from './trainer.ts';
export type {
  EpochReport,
  StepReport,
  TrainerCallbacks,
  TrainerOptions,
  TrainingData,
  TrainingResult,
} from './trainer-options.ts';
