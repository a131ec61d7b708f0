import * as v from 'valibot';
import { CheckpointError } from './checkpoint-error.ts';

const whole = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

/** JSON has no NaN, no infinities and no -0, and a loss may be each. */
const anyNumber = v.pipe(
  v.string(),
  v.regex(/^-?(NaN|Infinity|\d+(\.\d+)?(e[+-]\d+)?)$/),
  v.transform(Number),
);

/** What a checkpoint says in JSON, beside the tensors. */
const header = v.object({
  version: v.literal(1),
  random: v.object({ seed: whole, counter: whole }),
  loader: v.optional(
    v.object({
      epoch: whole,
      batch: whole,
      settings: v.optional(v.record(v.string(), v.union([v.number(), v.boolean()]))),
    }),
  ),
  optimizer: v.optional(v.record(v.string(), anyNumber)),
  average: v.optional(v.record(v.string(), anyNumber)),
  progress: v.record(v.string(), anyNumber),
});

export type CheckpointHeader = v.InferOutput<typeof header>;

/** The name under which it stands in a file's metadata. */
const key = 'plumbline.checkpoint';

export function encodeHeader(content: CheckpointHeader): Record<string, string> {
  const { optimizer, average, progress } = content;
  const texts = {
    optimizer: inWords(optimizer),
    average: inWords(average),
    progress: inWords(progress),
  };
  return { [key]: JSON.stringify({ ...content, ...texts }) };
}

function inWords(numbers: Readonly<Record<string, number>> | undefined) {
  if (numbers === undefined) return undefined;
  return Object.fromEntries(
    Object.entries(numbers).map(([name, x]) => [name, Object.is(x, -0) ? '-0' : String(x)]),
  );
}

/** CheckpointError, which calls the file `file`, unless everything is there and of its type. */
export function parseHeader(
  metadata: Readonly<Record<string, string>>,
  file: string,
): CheckpointHeader {
  const text = metadata[key];
  if (text === undefined) {
    throw new CheckpointError(
      `${file}: not a checkpoint: its metadata has no ${key}; for weights alone, readSafetensors ` +
        'and model.loadStateDict',
    );
  }
  const result = v.safeParse(v.pipe(v.string(), v.parseJson(), header), text);
  if (result.success) return result.output;
  const [issue] = result.issues;
  const where = v.getDotPath(issue) ?? 'all of it';
  throw new CheckpointError(`${file}: ${key}: ${where}: ${issue.message}`);
}
