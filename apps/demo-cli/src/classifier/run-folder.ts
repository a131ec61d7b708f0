import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { UserError } from '../errors.ts';
import type { TrainSettings } from './settings.ts';
import type { TrainedEpoch } from './train-run.ts';

/**
 * The epochs that the run in the folder has finished, none if there is no run. UserError where one
 * of other settings is there: nothing is overwritten.
 */
export async function claimFolder(settings: TrainSettings, file: string): Promise<TrainedEpoch[]> {
  const path = join(settings.out, file);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch {
    return [];
  }
  const found = parse(text);
  if (found !== null && isDeepStrictEqual(keyOf(found.settings), keyOf(settings)))
    return found.epochs;
  throw new UserError(
    `${path}: a run with other settings is there; choose another folder with --out, or remove it`,
  );
}

/** All that decides the outcome. */
function keyOf({ out: _out, json: _json, ...deciding }: TrainSettings): Partial<TrainSettings> {
  return deciding;
}

function parse(text: string): { settings: TrainSettings; epochs: TrainedEpoch[] } | null {
  try {
    const run = JSON.parse(text);
    return run?.schema === 'plumbline-train/1' ? run : null;
  } catch {
    return null;
  }
}
