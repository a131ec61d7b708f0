import { existsSync } from 'node:fs';
import { checkOptions } from '@plumbline/tensor';
import type { CheckpointStore } from '../checkpoint-store.ts';
import { loadCheckpoint, saveCheckpoint } from './save-checkpoint.ts';

/** Options of `checkpointFile`. */
export interface CheckpointFileOptions {
  /** Save after so many optimizer steps, and always at the end of an epoch. Default: only there. */
  readonly everySteps?: number;
}

/** One file for a `Trainer`, which goes on from it if it is there. */
export function checkpointFile(path: string, options: CheckpointFileOptions = {}): CheckpointStore {
  checkOptions('checkpointFile', options, ['everySteps']);
  return {
    ...options,
    load: async (parts) => (existsSync(path) ? loadCheckpoint(path, parts) : null),
    save: (parts, progress) => saveCheckpoint(path, { ...parts, progress }),
  };
}
