import * as v from 'valibot';
import { checked, numbers } from './checked.ts';

/** Of run.json of `plumbline compare`, what is shown. */
const format = v.object({
  schema: v.literal('plumbline-compare/1'),
  sentence: v.string(),
  models: v.array(
    v.object({
      name: v.string(),
      depth: v.number(),
      parameters: v.number(),
      testAccuracy: v.nullable(v.number()),
      trainLoss: numbers,
      gradientNorms: v.object({ initialization: numbers, end: numbers }),
    }),
  ),
});

export type CompareRun = v.InferOutput<typeof format>;

/** @throws TypeError that names the field. */
export function parseCompareRun(value: unknown): CompareRun {
  return checked(format, value);
}
