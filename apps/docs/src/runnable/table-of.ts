import { inspect } from 'node-inspect-extracted';
import type { PrintedTable } from './messages.ts';

const index = '(index)';
const values = 'Values';

/** What `console.table` shows of rows, arrays or objects of cells; null where these are none. */
export function tableOf(data: unknown): PrintedTable | null {
  if (!isObject(data)) return null;
  const rows = Object.entries(data);
  const keys = new Set(rows.flatMap(([, row]) => (isObject(row) ? Object.keys(row) : [])));
  const hasValues = rows.some(([, row]) => !isObject(row));
  const cells = ([name, row]: [string, unknown]) => [
    name,
    ...[...keys].map((key) => (isObject(row) && key in row ? cell(Reflect.get(row, key)) : '')),
    ...(hasValues ? [isObject(row) ? '' : cell(row)] : []),
  ];
  return {
    type: 'table',
    columns: [index, ...keys, ...(hasValues ? [values] : [])],
    rows: rows.map(cells),
  };
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function cell(value: unknown): string {
  return typeof value === 'string' ? value : inspect(value, { depth: 0 });
}
