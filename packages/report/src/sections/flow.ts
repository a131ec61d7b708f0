import { describeFlow } from '../describe-flow.ts';
import { type WeightFlow, weightLayers } from '../flow-series.ts';
import { formatCount, formatNorm, formatShare } from '../format-number.ts';
import { chart } from '../html/chart.ts';
import { heatMap } from '../html/heat-map.ts';
import type { Flow, LayerFlow } from '../schema/flow.ts';
import { positiveRange, strip } from '../strip.ts';
import { layerAnchor } from './anchors.ts';
import { labeled, type ReportSection } from './report-section.ts';

/** The gradient and what else was recorded, by layer and pass. */
export function flowSection(flow: Flow): ReportSection {
  const { passes, layers } = flow;
  const newest = passes.length - 1;
  const weighted = weightLayers(flow);
  const normsAt = (row: number) =>
    weighted.map(({ weightGradient }) => weightGradient[row] ?? Number.NaN);
  if (newest < 0) {
    const sentences = ['No backward pass was recorded yet.'];
    return {
      id: 'flow',
      heading: 'Gradient flow',
      sentences,
      picture: () => [],
      charts: () => '',
      tables: [],
    };
  }
  return {
    id: 'flow',
    heading: `Gradient flow, pass ${passes[newest]} (${passes.length} recorded)`,
    sentences: [...describe(weighted, newest), ...notFinite(layers, newest)],
    picture: (width) => picture(flow, normsAt, width),
    charts: () => charts(flow, normsAt),
    tables: [layerTable(layers, newest)],
  };
}

/**
 * By dL/d output, as the rules of diagnostics judge it: how large the gradient of weights is depends on
 * their input too. By that of the weights where it was all that was measured.
 */
function describe(layers: readonly WeightFlow[], row: number): string[] {
  if (layers.length === 0) return [];
  const outputs = layers
    .map(({ activationGradient }) => activationGradient?.[row] ?? Number.NaN)
    .filter((norm) => !Number.isNaN(norm));
  if (outputs.length > 0) return [describeFlow(outputs, 'dL/d output')];
  return [
    describeFlow(
      layers.map(({ weightGradient }) => weightGradient[row] ?? Number.NaN),
      'dL/dw',
    ),
  ];
}

function notFinite(layers: readonly LayerFlow[], row: number): string[] {
  const first = layers.find(({ nonFinite }) => (nonFinite?.[row] ?? 0) > 0);
  if (first === undefined) return [];
  return [
    `${formatShare(first.nonFinite?.[row])} of the output of ${first.name} is not finite; it is the first such layer.`,
  ];
}

function picture(flow: Flow, normsAt: (row: number) => number[], width: number): string[] {
  const { passes, loss } = flow;
  const newest = passes.length - 1;
  const rows = [...new Set([0, newest])].map((row) => ({ row, norms: normsAt(row) }));
  const values = rows.flatMap(({ norms }) => norms);
  const range = positiveRange(values);
  const scale = values.some((value) => value > 0 && Number.isFinite(value))
    ? `, ${formatNorm(range[0])} (▁) to ${formatNorm(range[1])} (█), log scale`
    : ': nowhere a finite number above 0';
  const room = width - 14;
  const strips = rows.map(({ row, norms }): [string, string] => [
    `pass ${passes[row]}`,
    strip(norms, { range, width: room }),
  ]);
  const lines = [`|dL/dw| by depth, first layer to last${scale}`, ...labeled(strips)];
  if (loss === undefined || newest === 0) return lines;
  const drawn = strip(loss, { logarithmic: false, width: room });
  return [
    ...lines,
    '',
    `loss over the passes, ${formatNorm(loss[0])} to ${formatNorm(loss.at(-1))}`,
    drawn,
  ];
}

/** What a layer's series are called, and whether they span decades. */
const quantities = [
  {
    key: 'weightGradient',
    head: '|gradient|',
    title: 'Norm of the weight gradient',
    logarithmic: true,
  },
  { key: 'weight', head: '|weight|', title: 'Norm of the weights', logarithmic: true },
  {
    key: 'update',
    head: 'update / weight',
    title: 'Update relative to the weights',
    logarithmic: true,
  },
  { key: 'activation', head: '|output|', title: 'Norm of the output', logarithmic: true },
  {
    key: 'activationGradient',
    head: '|dL/d output|',
    title: 'Norm of the gradient at the output',
    logarithmic: true,
  },
  { key: 'dead', head: 'dead', title: 'Share of dead units', logarithmic: false },
  { key: 'saturated', head: 'saturated', title: 'Share of saturated elements', logarithmic: false },
  {
    key: 'nonFinite',
    head: 'not finite',
    title: 'Share of values that are not finite',
    logarithmic: false,
  },
] as const;

/** A line a layer of which anything was recorded, as of the pass of `row`. */
function layerTable(layers: readonly LayerFlow[], row: number) {
  const measured = quantities.filter(({ key }) =>
    layers.some((layer) =>
      // That all is finite is no news.
      key === 'nonFinite' ? (layer[key]?.[row] ?? 0) !== 0 : layer[key] !== undefined,
    ),
  );
  const shown = layers
    .map((layer, index) => ({ layer, index }))
    .filter(({ layer }) => measured.some(({ key }) => layer[key] !== undefined));
  const cell = (layer: LayerFlow, { key, logarithmic }: (typeof quantities)[number]) => {
    const { frozen, weight, weightGradient } = layer;
    // Gradients of frozen weights are not there.
    const hasWeights = (weight ?? weightGradient) !== undefined;
    if (key === 'weightGradient' && frozen && hasWeights) return 'frozen';
    return logarithmic ? formatNorm(layer[key]?.[row]) : formatShare(layer[key]?.[row]);
  };
  return {
    caption: 'Layers',
    head: ['layer', 'kind', 'weights', ...measured.map(({ head }) => head)],
    rows: shown.map(({ layer }) => [
      layer.name,
      layer.kind,
      layer.parameters === 0 ? '-' : formatCount(layer.parameters),
      ...measured.map((quantity) => cell(layer, quantity)),
    ]),
    ids: shown.map(({ index }) => layerAnchor(index)),
    ...(row > 0 && {
      courses: {
        head: '|gradient| over the passes',
        values: shown.map(({ layer }) => layer.weightGradient ?? layer.activationGradient ?? []),
      },
    }),
  };
}

function charts(flow: Flow, normsAt: (row: number) => number[]): string {
  const { passes, loss } = flow;
  const newest = passes.length - 1;
  const names = weightLayers(flow).map(({ name }) => name);
  const rows = [...new Set([newest, 0])];
  const byDepth = chart(
    rows.map((row) => ({ name: `pass ${passes[row]}`, values: normsAt(row) })),
    {
      title: 'Norm of the weight gradient, first layer to last',
      xLabel: 'layer',
      yLabel: '|gradient|',
      logarithmic: true,
      names,
    },
  );
  if (newest === 0) return names.length > 0 ? byDepth : '';
  const course =
    loss === undefined
      ? ''
      : chart([{ name: 'loss', values: loss, positions: passes }], {
          title: 'Loss',
          xLabel: 'pass',
          yLabel: 'loss',
        });
  return (names.length > 0 ? byDepth : '') + course + heatMaps(flow);
}

/** The gradient's, and those of the other quantities for who asks. */
function heatMaps(flow: Flow): string {
  const [first = '', ...others] = quantities
    .map((quantity) => overTime(flow, quantity))
    .filter((map) => map !== '');
  if (others.length === 0) return first;
  return `${first}<details><summary>More by layer and pass</summary>${others.join('')}</details>`;
}

function overTime(
  { passes, layers }: Flow,
  { key, title, logarithmic }: (typeof quantities)[number],
): string {
  const measured = layers.flatMap((layer) => {
    const values = layer[key];
    return values === undefined ? [] : [{ name: layer.name, values }];
  });
  // Shares that never left 0 are no picture.
  if (!measured.some(({ values }) => values.some((value) => value > 0))) return '';
  return heatMap(
    measured.map(({ values }) => values),
    {
      title: `${title}, by layer and pass`,
      xLabel: 'pass',
      yLabel: 'layer',
      rows: measured.map(({ name }) => name),
      columns: passes,
      logarithmic,
      ...(logarithmic ? {} : { range: [0, 1] }),
    },
  );
}
