import { extent, mean } from '../bins.ts';
import { branchShare } from '../flow-series.ts';
import { formatNorm, formatShare } from '../format-number.ts';
import { chart } from '../html/chart.ts';
import { heatMap } from '../html/heat-map.ts';
import type { BlockFlow, Flow } from '../schema/flow.ts';
import { strip } from '../strip.ts';
import { blockAnchor } from './anchors.ts';
import { labeled, type ReportSection, type SectionTable } from './report-section.ts';

/** The two terms of dL/dx of every residual block. */
export function splitSection({ passes, blocks }: Flow): ReportSection {
  const newest = passes.length - 1;
  const shares = blocks.map((block) => branchShare(block, newest));
  return {
    id: 'split',
    heading: `Identity and branch, pass ${passes[newest]}`,
    sentences: sentences(blocks, shares),
    picture: (width) => {
      const drawn = (values: readonly number[]) =>
        strip(values, { logarithmic: false, range: [0, 1], width: width - 20 });
      return [
        'branch share of the gradient, 0 (▁) to 1 (█)',
        ...labeled([
          ['by block', drawn(shares)],
          ...(newest > 0 ? [['mean by pass', drawn(meanShares(passes, blocks))] as const] : []),
        ]),
      ];
    },
    charts: () => charts(passes, blocks),
    tables: [blockTable(blocks, newest)],
  };
}

const notFinite = 'The gradient at the inputs of the residual blocks is not finite.';

function sentences(blocks: readonly BlockFlow[], shares: readonly number[]): string[] {
  const range = extent(shares);
  if (range === null) {
    const areFinite = blocks.every(({ whole }) => Number.isFinite(whole.at(-1)));
    const text = areFinite ? 'No gradient reached a residual block.' : notFinite;
    return [text];
  }
  const at = (share: number) => `${formatShare(share)} (${blocks[shares.indexOf(share)]?.name})`;
  const average = formatShare(mean(shares.filter(Number.isFinite)));
  const spread = range[0] < range[1] ? `, from ${at(range[0])} to ${at(range[1])}` : '';
  return [
    `The branches carry ${average} of the gradient at the blocks’ inputs on the average${spread}; the shortcuts carry the rest.`,
  ];
}

function meanShares(passes: readonly number[], blocks: readonly BlockFlow[]): number[] {
  return passes.map((_, row) => mean(blocks.map((block) => branchShare(block, row))));
}

const optional = [
  { key: 'cosine', head: 'cosine' },
  { key: 'forwardRatio', head: '|F(x)| / |s(x)|' },
  { key: 'forwardCosine', head: 'cosine forward' },
] as const;

function blockTable(blocks: readonly BlockFlow[], row: number): SectionTable {
  const measured = optional.filter(({ key }) => blocks.some((block) => block[key] !== undefined));
  return {
    caption: 'Residual blocks',
    head: [
      'residual block',
      '|identity term|',
      '|branch term|',
      '|dL/dx|',
      'branch share',
      ...measured.map(({ head }) => head),
    ],
    rows: blocks.map((block) => [
      block.name,
      formatNorm(block.identity[row]),
      formatNorm(block.branch[row]),
      formatNorm(block.whole[row]),
      formatShare(branchShare(block, row)),
      ...measured.map(({ key }) => formatNorm(block[key]?.[row])),
    ]),
    ids: blocks.map((_, i) => blockAnchor(i)),
  };
}

/** Not those of a plain and a residual network, which stand beside each other elsewhere as 0 and 1. */
const colorOf = { identity: 1, branch: 2, whole: 5 } as const;

function charts(passes: readonly number[], blocks: readonly BlockFlow[]): string {
  const newest = passes.length - 1;
  const names = blocks.map(({ name }) => name);
  const shares = blocks.map((block) => branchShare(block, newest));
  const xLabel = 'residual block, first to last';
  const stacked = chart(
    [
      {
        name: 'identity term',
        values: shares.map((share) => 1 - share),
        mark: 'bars',
        color: colorOf.identity,
      },
      { name: 'branch term', values: shares, mark: 'bars', color: colorOf.branch },
    ],
    {
      title: 'Shares of the two terms of dL/dx',
      xLabel,
      yLabel: 'share of the sum of the norms',
      names,
      stacked: true,
    },
  );
  const norms = chart(
    (['identity', 'branch', 'whole'] as const).map((term) => ({
      name: term === 'whole' ? 'dL/dx' : `${term} term`,
      values: blocks.map((block) => block[term][newest] ?? Number.NaN),
      color: colorOf[term],
      ...(term === 'whole' ? { mark: 'dashes' as const } : {}),
    })),
    {
      title: 'Norms of the two terms and of their sum',
      xLabel,
      yLabel: 'norm',
      names,
      logarithmic: true,
    },
  );
  const byBlock = (title: string, key: 'cosine' | 'forwardRatio' | 'forwardCosine') => {
    if (!blocks.some((block) => block[key] !== undefined)) return '';
    const values = blocks.map((block) => block[key]?.[newest] ?? Number.NaN);
    return chart([{ name: title, values }], { title, xLabel, yLabel: title, names });
  };
  const overTime =
    newest === 0
      ? ''
      : chart([{ name: 'mean', values: meanShares(passes, blocks), positions: passes }], {
          title: 'Branch share, mean of all blocks',
          xLabel: 'pass',
          yLabel: '|branch| / (|identity| + |branch|)',
        }) +
        heatMap(
          blocks.map((block) => passes.map((_, row) => branchShare(block, row))),
          {
            title: 'Branch share, by block and pass',
            xLabel: 'pass',
            yLabel: 'block',
            rows: names,
            columns: passes,
            logarithmic: false,
          },
        );
  return (
    stacked +
    norms +
    overTime +
    byBlock('Cosine between the two terms', 'cosine') +
    byBlock('|F(x)| / |s(x)|', 'forwardRatio') +
    byBlock('Cosine between F(x) and s(x)', 'forwardCosine')
  );
}
