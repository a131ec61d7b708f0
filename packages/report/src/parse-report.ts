import * as v from 'valibot';
import { Report } from './report.ts';
import { reportDataFormat } from './schema/report-data.ts';
import { reportSchema } from './schema/report-json.ts';

/**
 * The report in a file: its text, or what `JSON.parse` made of it. Every field is checked; fields that
 * this version does not know are left out, and null for a number is NaN.
 *
 * @throws TypeError that names the field, for whatever is not a report of schema `plumbline-report/1`.
 */
export function parseReport(file: unknown): Report {
  const value = typeof file === 'string' ? parseJson(file) : file;
  checkVersion(value);
  // A file may hold millions of wrong values: the first one is enough.
  const result = v.safeParse(reportDataFormat, value, { abortEarly: true });
  if (result.success) return new Report(result.output);
  throw new TypeError(`parseReport: ${describeIssue(result.issues[0])}`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new TypeError(`parseReport: the text is no JSON (${reason})`);
  }
}

function checkVersion(value: unknown): void {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new TypeError(`parseReport: a report is an object, got ${short(value)}`);
  }
  const schema: unknown = Object.hasOwn(value, 'schema') ? Reflect.get(value, 'schema') : undefined;
  if (schema === reportSchema) return;
  if (typeof schema === 'string' && schema.startsWith('plumbline-report/')) {
    throw new TypeError(
      `parseReport: the report is of schema ${short(schema)}, and this version reads ` +
        `'${reportSchema}': install a newer @plumbline/report`,
    );
  }
  throw new TypeError(
    `parseReport: schema must be '${reportSchema}', got ${short(schema)}: is this file a report?`,
  );
}

function describeIssue(issue: v.BaseIssue<unknown>): string {
  const path = (issue.path ?? []).map(({ key }) =>
    typeof key === 'number' ? `[${key}]` : `.${String(key)}`,
  );
  const place = path.join('').slice(1) || 'the report';
  if (issue.type === 'check' || issue.type === 'raw_check') return issue.message;
  if (issue.received === 'undefined') return `${place} is missing`;
  return `${place} must be ${wanted(issue)}, got ${short(issue.input)}`;
}

const words: Readonly<Record<string, string>> = {
  number: 'a number',
  string: 'a string',
  boolean: 'true or false',
  Array: 'an array',
  Object: 'an object',
  '>=0': '0 or more',
};

function wanted({ expected, type }: v.BaseIssue<unknown>): string {
  if (type === 'integer') return 'a whole number';
  return words[expected ?? ''] ?? (expected ?? type).replaceAll('"', "'");
}

function short(value: unknown): string {
  if (typeof value === 'string') {
    return value.length > 40 ? `'${value.slice(0, 40)}…'` : `'${value}'`;
  }
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (typeof value === 'object' && value !== null) return 'an object';
  return value === undefined ? 'nothing' : String(value);
}
