export { type CheckpointFileOptions, checkpointFile } from './node/checkpoint-file.ts';
export { loadCheckpoint, type SavedParts, saveCheckpoint } from './node/save-checkpoint.ts';
