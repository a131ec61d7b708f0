import { describeFlow } from './describe-flow.ts';
import { branchShare, weightLayers } from './flow-series.ts';
import type { Flow } from './schema/flow.ts';
import { positiveRange, strip } from './strip.ts';

/** The report as text; the newest pass, and the strip by depth of the first and the newest. */
export function formatFlow(flow: Flow): string {
  const { passes } = flow;
  const layers = weightLayers(flow);
  const newest = passes.length - 1;
  if (newest < 0) return 'No backward pass was recorded yet.';
  const normsAt = (row: number) =>
    layers.map(({ weightGradient }) => weightGradient[row] ?? Number.NaN);
  const range = positiveRange([...normsAt(0), ...normsAt(newest)]);
  const lines = [
    `Gradient flow, pass ${passes[newest]} (${passes.length} recorded)`,
    '',
    ...table(...layerTable(flow, newest)),
    '',
    `|gradient| by depth, first layer to last, ${formatNorm(range[0])} (▁) to ${formatNorm(range[1])} (█), log scale`,
    ...[...new Set([0, newest])].map(
      (row) => `  pass ${String(passes[row]).padEnd(8)} ${strip(normsAt(row), { range })}`,
    ),
    '',
    describeFlow(normsAt(newest)),
    ...blockLines(flow, newest),
  ];
  return lines.join('\n');
}

/** A line a layer, as of the pass of `row`. */
export function layerTable(flow: Flow, row: number): [head: string[], rows: string[][]] {
  const rows = weightLayers(flow).map(({ name, kind, parameters, frozen, weightGradient }) => {
    return [name, kind, String(parameters), frozen ? 'frozen' : formatNorm(weightGradient[row])];
  });
  return [['layer', 'kind', 'weights', '|gradient|'], rows];
}

function blockLines({ blocks }: Flow, row: number): string[] {
  if (blocks.length === 0) return [];
  const rows = blocks.map((block) => [
    block.name,
    formatNorm(block.identity[row]),
    formatNorm(block.branch[row]),
    formatNorm(block.whole[row]),
    `${(100 * branchShare(block, row)).toFixed(1)} %`,
  ]);
  return [
    '',
    ...table(
      ['residual block', '|identity term|', '|branch term|', '|dL/dx|', 'branch share'],
      rows,
    ),
  ];
}

export function formatNorm(norm: number | undefined): string {
  if (norm === undefined) return '-';
  if (norm === 0 || !Number.isFinite(norm)) return String(norm);
  return norm >= 0.001 && norm < 10000 ? norm.toPrecision(4) : norm.toExponential(2);
}

/** Columns as wide as their widest cell; all but the first two aligned right. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const isText = (column: number) =>
    rows.every((row) => !/^[-\d.]|^frozen$|^NaN$|Infinity/.test(row[column] ?? ''));
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) =>
        isText(column) ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd();
  return [line(head), widths.map((width) => '─'.repeat(width)).join('  '), ...rows.map(line)];
}
