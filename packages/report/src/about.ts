import { formatCount } from './format-number.ts';
import type { ReportData } from './schema/report-data.ts';

/** What a report is of, and who measured it. */
export function about({ model, source }: ReportData): string {
  const by = source.version === undefined ? '' : ` ${source.version}`;
  return `${model.name}, ${formatCount(model.parameters)} parameters, measured by ${source.framework}${by}`;
}
