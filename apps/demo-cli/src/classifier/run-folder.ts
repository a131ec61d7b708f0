import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { UserError } from '../errors.ts';
import { prepareFolder, writeFiles } from '../output-folder.ts';
import { isModelName } from './models.ts';
import type { TrainSettings } from './settings.ts';

/** What a run folder holds. */
export const runFiles = {
  settings: 'settings.json',
  /** A line a step and a line an epoch. */
  metrics: 'metrics.jsonl',
  checkpoint: 'checkpoint.safetensors',
  run: 'run.json',
  page: 'report.html',
} as const;

const schema = 'plumbline-settings/1';

/**
 * Makes the folder one for a run of these settings; a run of the same settings that is there goes on.
 * UserError where anything else is there that would be overwritten, unless told to `force`.
 */
export async function claimFolder(
  folder: string,
  settings: TrainSettings,
  { force }: { readonly force: boolean },
): Promise<void> {
  const files = Object.values(runFiles);
  await prepareFolder(folder, files);
  if (force) {
    for (const file of files) await rm(join(folder, file), { force: true });
  }
  for (const file of files) {
    const path = join(folder, file);
    const text = await read(path);
    if (text === null) continue;
    // What else there is belongs to the settings, which come first.
    if (file === runFiles.settings && isDeepStrictEqual(parse(text), settings)) return;
    throw new UserError(
      `${path}: a run with other settings is there; choose another folder with --out, go on with ` +
        `it with \`plumbline resume ${folder}\`, or begin anew with --force`,
    );
  }
  await writeFiles(folder, {
    [runFiles.settings]: `${JSON.stringify({ schema, settings }, null, 2)}\n`,
  });
}

/** The settings of the run in `folder`. UserError where there is none. */
export async function readSettings(folder: string): Promise<TrainSettings> {
  const path = join(folder, runFiles.settings);
  const text = await read(path);
  if (text === null) {
    throw new UserError(`${path}: no such file; expected the folder of a \`plumbline train\` run`);
  }
  const settings = parse(text);
  if (settings === null) throw new UserError(`${path}: no settings of a \`plumbline train\` run`);
  return settings;
}

async function read(path: string): Promise<string | null> {
  return readFile(path, 'utf8').catch(() => null);
}

function parse(text: string): TrainSettings | null {
  try {
    const file = JSON.parse(text);
    return file?.schema === schema && isModelName(file.settings?.model) ? file.settings : null;
  } catch {
    return null;
  }
}
