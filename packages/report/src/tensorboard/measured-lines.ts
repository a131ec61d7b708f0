import type { Measurements } from '../schema/report-data.ts';
import type { Line } from './line.ts';

/**
 * What was measured once. The step is then the layer or block counted from 0, the length of a path, the
 * lag, the number of blocks taken out, or the place in a list; 0 for a single number.
 */
export function measuredLines(measured: Measurements): Line[] {
  return [
    ...signalLines(measured),
    ...pathLines(measured),
    ...lesionLines(measured),
    ...shatteringLines(measured),
    ...spectrumLines(measured),
    ...lossLines(measured),
    ...noiseLines(measured),
  ];
}

function signalLines({ signal }: Measurements): Line[] {
  if (signal === undefined) return [];
  const { layers, correlationLength, gradientLength } = signal;
  const series = ['meanSquare', 'mean', 'correlation', 'gradientMeanSquare'] as const;
  return [
    ...series.map((name) => ({
      tag: `signal/${name}`,
      values: layers.map((layer) => layer[name]),
    })),
    { tag: 'signal/correlationLength', values: [correlationLength] },
    { tag: 'signal/gradientLength', values: [gradientLength] },
  ];
}

function pathLines({ paths }: Measurements): Line[] {
  if (paths === undefined) return [];
  const steps = paths.lengths.map(({ length }) => length);
  return [
    { tag: 'paths/norm', values: paths.lengths.map(({ norm }) => norm), steps },
    { tag: 'paths/share', values: paths.lengths.map(({ share }) => share), steps },
    { tag: 'paths/effectiveDepth', values: [paths.effectiveDepth] },
  ];
}

function lesionLines({ lesion }: Measurements): Line[] {
  if (lesion === undefined) return [];
  const { whole, dropped, random = [] } = lesion;
  return [
    { tag: 'lesion/whole', values: [whole.loss] },
    { tag: 'lesion/dropped', values: dropped.map(({ loss }) => loss) },
    {
      tag: 'lesion/random',
      values: random.map(({ meanLoss }) => meanLoss),
      steps: random.map(({ dropped: count }) => count),
    },
  ];
}

function shatteringLines({ shattering }: Measurements): Line[] {
  if (shattering === undefined) return [];
  const series = ['autocorrelation', 'whiteNoise', 'brownNoise'] as const;
  return series.map((name) => ({ tag: `shattering/${name}`, values: shattering[name] }));
}

function spectrumLines({ spectrum }: Measurements): Line[] {
  return (spectrum?.jacobians ?? []).map(({ name, singularValues }) => ({
    tag: `singularValues/${name || '(model)'}`,
    values: singularValues,
  }));
}

function lossLines({ curvature, landscape }: Measurements): Line[] {
  const names = ['largestEigenvalue', 'trace'] as const;
  const numbers = names.flatMap((name) =>
    curvature === undefined ? [] : [{ tag: `curvature/${name}`, values: [curvature[name]] }],
  );
  const rows = landscape?.loss ?? [];
  const slices = rows.map((values, row) => ({
    tag: rows.length === 1 ? 'landscape/loss' : `landscape/loss at beta ${landscape?.beta?.[row]}`,
    values,
  }));
  return [...numbers, ...slices];
}

function noiseLines({ noise }: Measurements): Line[] {
  if (noise === undefined) return [];
  return [
    { tag: 'noise/noiseScale', values: [noise.noiseScale] },
    { tag: 'noise/signalToNoise', values: noise.layers.map((layer) => layer.signalToNoise) },
  ];
}
