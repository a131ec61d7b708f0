import type { Json } from './json.ts';
import type { ReportData } from './report-data.ts';

/**
 * What `schema` is in a report's JSON; the schema itself is `@plumbline/report/schema/plumbline-
 * report-1.json`.
 */
export const reportSchema = 'plumbline-report/1';

/** A report as a file has it. Version 1 only ever gains optional fields. */
export type ReportJson = { readonly schema: typeof reportSchema } & Json<ReportData>;
