import { parseReport, type Report, reportSchema } from '@plumbline/report';
import * as v from 'valibot';
import { checked } from './checked.ts';

/** Of run.json of `plumbline train`, what a report has under other names. */
const format = v.object({
  settings: v.looseObject({ model: v.string() }),
  parameters: v.number(),
  epochs: v.array(v.unknown()),
  interrupted: v.boolean(),
});

/** @throws TypeError that names the field. */
export function parseTrainingRun(value: unknown): Report {
  const { settings, parameters, epochs, interrupted } = checked(format, value);
  return parseReport({
    schema: reportSchema,
    title: `Training of ${settings.model}`,
    model: { name: settings.model, parameters },
    source: { framework: 'plumbline' },
    training: { settings, epochs, interrupted },
  });
}
