import { readSafetensors, writeSafetensors } from '@plumbline/safetensors/node';
import { captureCheckpoint, restoreCheckpoint } from '../checkpoint.ts';
import type { Checkpointed, Progress } from '../checkpointed.ts';

export interface SavedParts extends Checkpointed {
  /** Numbers of the loop's own. Default: none. */
  readonly progress?: Progress;
}

/**
 * Writes a run as it stands at the call to one safetensors file, as a whole or not at all: a run that
 * is killed at any moment (while it writes, too) finds the last checkpoint and resumes from it to
 * the same bits.
 *
 *     await saveCheckpoint('run.safetensors', { model, optimizer, loader });
 *
 * SafetensorsError where the file can't be written; the old one is then still there.
 */
export async function saveCheckpoint(path: string, parts: SavedParts): Promise<void> {
  const { tensors, metadata } = captureCheckpoint(parts, parts.progress);
  try {
    await writeSafetensors(path, tensors, metadata);
  } finally {
    for (const tensor of Object.values(tensors)) tensor.release('the end of saveCheckpoint');
  }
}

/**
 * Puts the parts, made as they were for `saveCheckpoint`, and the global generator back to where
 * they were when it was called, and returns the `progress` it was given. Parts that are not given
 * are left out.
 *
 * SafetensorsError for a file that is missing or damaged, CheckpointError for one of another run;
 * all parts are then as they were.
 */
export async function loadCheckpoint(path: string, parts: Checkpointed): Promise<Progress> {
  return restoreCheckpoint(await readSafetensors(path), parts, path);
}
