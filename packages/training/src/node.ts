/**
 * Checkpoints in files and a progress bar, in Node.
 *
 * @module
 */

export { type CheckpointFileOptions, checkpointFile } from './node/checkpoint-file.ts';
export { type ProgressBarOptions, progressBar } from './node/progress-bar.ts';
export { loadCheckpoint, type SavedParts, saveCheckpoint } from './node/save-checkpoint.ts';
