import * as v from 'valibot';
import { UserError } from './errors.ts';
import { networkNames } from './networks.ts';
import type { DepthsRun, Run } from './run.ts';

/** JSON has null for what is not finite. */
const number = v.pipe(
  v.nullable(v.number()),
  v.transform((value) => value ?? Number.NaN),
);
const numbers = v.array(number);
const whole = v.pipe(v.number(), v.integer(), v.minValue(0));

const model = v.object({
  name: v.picklist(networkNames),
  depth: whole,
  parameters: whole,
  testAccuracy: number,
  trainLoss: numbers,
  gradientNorms: v.object({ initialization: numbers, end: numbers }),
  seconds: number,
});

const run = v.object({
  schema: v.literal('plumbline-compare/1'),
  startedAt: v.string(),
  seed: whole,
  engine: v.picklist(['wasm', 'reference']),
  node: v.string(),
  settings: v.object({
    depth: whole,
    width: whole,
    activation: v.string(),
    initialization: v.string(),
    loss: v.string(),
    optimizer: v.string(),
    momentum: number,
    lr: number,
    schedule: v.string(),
    epochs: whole,
    batch: whole,
    steps: whole,
    quick: v.boolean(),
  }),
  data: v.object({
    name: v.string(),
    trainingExamples: whole,
    testExamples: whole,
    rows: whole,
    columns: whole,
    classes: whole,
    scaling: v.string(),
    chance: number,
  }),
  interrupted: v.boolean(),
  models: v.pipe(v.array(model), v.length(networkNames.length)),
  sentence: v.string(),
});

const depthsRun = v.object({
  schema: v.literal('plumbline-compare-depths/1'),
  runs: v.array(run),
});

/** A comparison, or several, from their run.json; null for another schema. UserError for a damaged one. */
export function parseComparison(file: string, value: unknown): Run | DepthsRun | null {
  const head = v.safeParse(v.object({ schema: v.string() }), value);
  if (!head.success) return null;
  const format = [run, depthsRun].find(
    ({ entries }) => entries.schema.literal === head.output.schema,
  );
  if (format === undefined) return null;
  const parsed = v.safeParse(format, value);
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  throw new UserError(`${file}: ${v.getDotPath(issue) ?? 'the file'}: ${issue.message}`);
}
