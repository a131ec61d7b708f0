export { type CheckpointFileOptions, checkpointFile } from './node/checkpoint-file.ts';
export { type ProgressBarOptions, progressBar } from './node/progress-bar.ts';
export { loadCheckpoint, type SavedParts, saveCheckpoint } from './node/save-checkpoint.ts';
