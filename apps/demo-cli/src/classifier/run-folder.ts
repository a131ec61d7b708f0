import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import * as v from 'valibot';
import { UserError } from '../errors.ts';
import { prepareFolder, refuseToOverwrite, writeFiles } from '../output-folder.ts';
import { modelNames } from './models.ts';
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
  const path = join(folder, runFiles.settings);
  const text = await read(path);
  if (text === null) await refuseToOverwrite(folder, files);
  else if (isDeepStrictEqual(parse(text), settings)) return;
  else {
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

const number = v.pipe(v.number(), v.finite());
const count = v.pipe(v.number(), v.integer(), v.minValue(0));

const format = v.object({
  schema: v.literal(schema),
  settings: v.object({
    model: v.picklist(modelNames),
    data: v.nullable(v.string()),
    epochs: count,
    batch: count,
    lr: number,
    weightDecay: number,
    crop: count,
    examples: v.nullable(count),
    // Runs from before there was such a setting have none.
    testExamples: v.optional(v.nullable(count), null),
    seed: count,
  }),
});

function parse(text: string): TrainSettings | null {
  try {
    const file = v.safeParse(format, JSON.parse(text));
    return file.success ? file.output.settings : null;
  } catch {
    return null;
  }
}
