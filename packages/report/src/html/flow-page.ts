import { describeFlow } from '../describe-flow.ts';
import { branchShare, weightLayers } from '../flow-series.ts';
import { layerTable } from '../format-flow.ts';
import type { BlockFlow, Flow } from '../schema/flow.ts';
import { lineChart } from './line-chart.ts';
import { htmlTable, type PageSection, page, paragraph } from './page.ts';

/** The page of a report's flow. */
export function flowPage(flow: Flow): string {
  const { passes, blocks } = flow;
  const layers = weightLayers(flow);
  const newest = passes.length - 1;
  if (newest < 0)
    return page('Gradient flow', [
      { heading: 'Nothing recorded', html: paragraph('No backward pass was recorded yet.') },
    ]);
  const normsAt = (row: number) =>
    layers.map(({ weightGradient }) => weightGradient[row] ?? Number.NaN);
  const rows = [...new Set([newest, 0])];
  const depth: PageSection = {
    heading: 'Gradient by depth',
    html:
      paragraph(describeFlow(normsAt(newest))) +
      lineChart(
        rows.map((row) => ({ name: `pass ${passes[row]}`, values: normsAt(row) })),
        {
          title: 'Norm of the weight gradient, first layer to last',
          xLabel: 'layer',
          yLabel: '|gradient|',
          logarithmic: true,
        },
      ),
  };
  const table: PageSection = {
    heading: `Layers, pass ${passes[newest]}`,
    html: htmlTable(...layerTable(flow, newest)),
  };
  return page('Gradient flow', [depth, ...blockSections(blocks, passes, newest), table]);
}

function blockSections(
  blocks: readonly BlockFlow[],
  passes: readonly number[],
  newest: number,
): PageSection[] {
  if (blocks.length === 0) return [];
  const terms = (['identity', 'branch'] as const).map((term) => ({
    name: `${term} term`,
    values: blocks.map((block) => block[term][newest] ?? Number.NaN),
  }));
  const share = {
    name: 'mean branch share',
    positions: passes,
    values: passes.map((_, row) => mean(blocks.map((block) => branchShare(block, row)))),
  };
  const byBlock = {
    title: 'The two terms of dL/dx, first block to last',
    xLabel: 'residual block',
    yLabel: 'norm',
    logarithmic: true,
  };
  const byPass = {
    title: 'Branch share of dL/dx, all blocks',
    xLabel: 'pass',
    yLabel: '|branch| / (|identity| + |branch|)',
  };
  return [
    { heading: 'Residual blocks', html: lineChart(terms, byBlock) + lineChart([share], byPass) },
  ];
}

function mean(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0) / values.length;
}
