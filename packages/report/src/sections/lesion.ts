import { extent } from '../bins.ts';
import { formatNorm, formatShare } from '../format-number.ts';
import { chart, type Series } from '../html/chart.ts';
import type { Lesion, Outcome } from '../schema/lesion.ts';
import { strip } from '../strip.ts';
import { labeled, type ReportSection, type SectionTable } from './report-section.ts';

/** The loss without some blocks. */
export function lesionSection(lesion: Lesion): ReportSection {
  const { whole, dropped, twin } = lesion;
  const losses = dropped.map(({ loss }) => loss);
  const twins = (twin?.dropped ?? []).map(({ loss }) => loss);
  const range = extent([whole.loss, ...losses, ...twins]) ?? [whole.loss, whole.loss];
  return {
    id: 'lesion',
    heading: 'Lesions: blocks taken out',
    sentences: sentences(lesion),
    picture: (width) => {
      const drawn = (values: readonly number[]) =>
        strip(values, { logarithmic: false, range, width: width - 20 });
      return [
        `loss without each block, ${formatNorm(range[0])} (▁) to ${formatNorm(range[1])} (█)`,
        ...labeled([
          ['this network', drawn(losses)],
          ...(twin === undefined ? [] : [['plain twin', drawn(twins)] as const]),
        ]),
      ];
    },
    charts: () => charts(lesion),
    tables: tables(lesion),
  };
}

function sentences({ whole, dropped, twin }: Lesion): string[] {
  // Where the whole network has no loss, no block can be missed.
  const worst = Number.isFinite(whole.loss) ? worstOf(dropped) : undefined;
  const accuracy = (outcome: Outcome) =>
    outcome.accuracy === undefined ? '' : `, accuracy ${formatShare(outcome.accuracy)}`;
  const of = (outcome: Outcome) => `${formatNorm(outcome.loss)}${accuracy(outcome)}`;
  const twins = twin === undefined ? undefined : worstOf(twin.dropped);
  return [
    `Loss ${of(whole)} with all blocks${worst === undefined ? '' : `; ${missed(whole, worst, of)}`}.`,
    ...(twin === undefined || twins === undefined
      ? []
      : [`Its plain twin: ${of(twin.whole)} as it is, ${of(twins)} without ${twins.block}.`]),
  ];
}

type Dropped = Lesion['dropped'][number];

/** What the worst lesion says: where it does not raise the loss, none does. */
function missed(whole: Outcome, worst: Dropped, of: (outcome: Outcome) => string): string {
  return worst.loss <= whole.loss
    ? `no block is missed: without any one of them the loss is no higher (at most ${of(worst)}, without ${worst.block})`
    : `${of(worst)} without ${worst.block}, the block that is missed most`;
}

/** The one with the highest loss, or the first whose loss is not finite. */
function worstOf(dropped: Lesion['dropped']) {
  const badness = ({ loss }: Outcome) => (Number.isFinite(loss) ? loss : Number.POSITIVE_INFINITY);
  return dropped.reduce<Dropped | undefined>(
    (worst, each) => (worst === undefined || badness(each) > badness(worst) ? each : worst),
    undefined,
  );
}

function charts({ whole, dropped, random = [], twin }: Lesion): string {
  const names = dropped.map(({ block }) => block);
  const baseline: Series = {
    name: 'all blocks',
    values: names.map(() => whole.loss),
    mark: 'dashes',
  };
  const bars = (name: string, outcomes: readonly Outcome[]): Series => ({
    name,
    values: outcomes.map(({ loss }) => loss),
    mark: 'bars',
  });
  const each = chart(
    [
      bars('without the block', dropped),
      baseline,
      ...(twin === undefined ? [] : [bars('plain twin without the layer', twin.dropped)]),
    ],
    {
      title: 'Loss without each block',
      xLabel: 'block taken out, first to last',
      yLabel: 'loss',
      names,
    },
  );
  if (random.length === 0) return each;
  const positions = random.map((lesion) => lesion.dropped);
  return (
    each +
    chart(
      [
        {
          name: 'mean ± standard deviation',
          values: random.map(({ meanLoss }) => meanLoss),
          deviations: random.map(({ deviation }) => deviation),
          positions,
          mark: 'points',
        },
        {
          name: 'all blocks',
          values: [whole.loss, whole.loss],
          positions: [positions[0] ?? 0, positions.at(-1) ?? 0],
          mark: 'dashes',
        },
      ],
      {
        title: 'Loss with some blocks taken out at random',
        xLabel: 'blocks taken out',
        yLabel: 'loss',
      },
    )
  );
}

function tables({ dropped, swapped = [], random = [], twin }: Lesion): SectionTable[] {
  const outcome = ({ loss, accuracy }: Outcome) => [formatNorm(loss), formatShare(accuracy)];
  const all: SectionTable[] = [
    {
      caption: 'One block taken out',
      head: ['block', 'loss', 'accuracy'],
      rows: dropped.map((each) => [each.block, ...outcome(each)]),
    },
    {
      caption: 'Two blocks swapped',
      head: ['blocks', 'loss', 'accuracy'],
      rows: swapped.map((each) => [each.blocks.join(' ↔ '), ...outcome(each)]),
    },
    {
      caption: 'Blocks taken out at random',
      head: ['blocks', 'trials', 'mean loss', 'deviation'],
      rows: random.map((each) => [
        String(each.dropped),
        String(each.trials),
        formatNorm(each.meanLoss),
        formatNorm(each.deviation),
      ]),
    },
    {
      caption: 'The plain twin, one layer taken out',
      head: ['layer', 'loss', 'accuracy'],
      rows: (twin?.dropped ?? []).map((each) => [each.block, ...outcome(each)]),
    },
  ];
  return all.filter(({ rows }) => rows.length > 0);
}
