import type { Outcome } from './experiment.ts';
import { verdictOf } from './verdict.ts';

/** What was measured, and what was predicted, as two Markdown tables. */
export function markdown({ table, claims }: Outcome, quick: boolean): string {
  const beside = claims.map(({ prediction, source, measured, agrees }) => [
    `${prediction} (${source})`,
    measured,
    agrees ? 'agrees' : '**disagrees**',
  ]);
  return [
    ...tableOf(table.head, table.rows),
    '',
    ...tableOf(['predicted', 'measured', ''], beside),
    '',
    verdictOf(claims, quick),
    '',
  ].join('\n');
}

function tableOf(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)];
}
