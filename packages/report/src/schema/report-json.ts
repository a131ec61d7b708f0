import type { Json } from './json.ts';
import type { ReportData } from './report-data.ts';

export const reportSchema = 'plumbline-report/1';

/** A report as a file has it. Version 1 only ever gains optional fields. */
export type ReportJson = { readonly schema: typeof reportSchema } & Json<ReportData>;
