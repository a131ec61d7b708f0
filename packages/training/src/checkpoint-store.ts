import type { Checkpointed, Progress } from './checkpointed.ts';

/**
 * Where a `Trainer` keeps its last checkpoint: a file (`checkpointFile` in
 * `@plumbline/training/node`), or a browser's storage by `captureCheckpoint`, `restoreCheckpoint`.
 */
export interface CheckpointStore {
  /** Save after so many optimizer steps, and always at the end of an epoch. Default: only there. */
  readonly everySteps?: number;
  /** Restores the parts and gives the progress that was saved, or null if nothing was. */
  load(parts: Checkpointed): Promise<Progress | null>;
  /** Keeps the parts as they are now, in place of what was kept. */
  save(parts: Checkpointed, progress: Progress): Promise<void>;
}
