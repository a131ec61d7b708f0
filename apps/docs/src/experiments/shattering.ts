import {
  shattering as measure,
  type RectifierKind,
  rectifierNetwork,
} from '@plumbline/diagnostics';
import { formatNorm, type Series } from '@plumbline/report';
import { manualSeed, randn, scope } from '@plumbline/tensor';
import type { SettingsOf } from './catalog.ts';
import type { Experiment, Picture } from './experiment.ts';

const width = 100;
const points = 128;
const lags = 24;
/** Networks of each kind. */
const draws = 12;
/** The lag of which the sentence speaks. */
const spoken = 4;

interface Subject {
  readonly name: string;
  readonly kind: RectifierKind;
  readonly depth: number;
}

function subjectsOf({ depth, normalization }: SettingsOf['shattering']): readonly Subject[] {
  const isNormalized = normalization === 'batch';
  return [
    {
      name: `plain network of ${depth} layers`,
      kind: isNormalized ? 'plain-norm' : 'plain',
      depth,
    },
    {
      name: `residual network of ${depth} layers`,
      kind: isNormalized ? 'residual-norm' : 'residual',
      depth,
    },
    { name: 'plain network of 1 layer', kind: isNormalized ? 'plain-norm' : 'plain', depth: 1 },
  ];
}

interface Curve {
  readonly name: string;
  /** Mean over the networks so far. */
  readonly values: readonly number[];
  readonly color: number;
}

/** The autocorrelation of the input gradient along a line, averaged over networks. */
export const shattering: Experiment<'shattering'> = async (settings, stage) => {
  manualSeed(1);
  const subjects = subjectsOf(settings);
  const sums = subjects.map(() => new Float64Array(lags + 1));
  let noise: readonly Curve[] = [];
  let done = 0;
  for (let draw = 1; draw <= draws; draw++) {
    for (const [i, { kind, depth }] of subjects.entries()) {
      scope(() => {
        const model = rectifierNetwork(kind, { depth, width, beta: settings.beta });
        const result = measure(model, randn([2, width]), { points, lags });
        for (const [lag, value] of result.autocorrelation.entries()) sums[i]![lag]! += value;
        noise = [
          { name: 'white noise', color: 5, values: result.whiteNoise },
          { name: 'brown noise', color: 4, values: result.brownNoise },
        ];
      });
      stage.progress(++done, draws * subjects.length);
    }
    const curves = subjects.map(({ name }, i) => {
      return { name, color: i, values: [...(sums[i] ?? [])].map((sum) => sum / draw) };
    });
    stage.show(() => pictureOf(curves, noise));
    if (draw === draws) return pictureOf(curves, noise);
  }
  throw new Error('shattering: no networks to draw');
};

function pictureOf(curves: readonly Curve[], noise: readonly Curve[]): Picture {
  const all = [...curves, ...noise];
  const positions = Array.from({ length: lags + 1 }, (_, lag) => lag);
  return {
    chart: {
      title: 'Autocorrelation of the gradient from input to input',
      xLabel: `lag, in steps of 1/${points - 1} of the way between two inputs`,
      yLabel: 'autocorrelation',
      series: all.map(
        ({ name, values, color }): Series => ({
          name,
          color,
          values,
          positions,
          mark: noise.some((each) => each.name === name) ? 'dashes' : 'line',
        }),
      ),
    },
    table: {
      head: ['lag', ...all.map(({ name }) => name)],
      rows: positions.map((lag) => [
        String(lag),
        ...all.map(({ values }) => formatNorm(values[lag])),
      ]),
    },
    sentence: sentenceOf(curves, noise),
  };
}

function sentenceOf(curves: readonly Curve[], noise: readonly Curve[]): string {
  const at = ({ name, values }: Curve) => {
    return `${name} ${(values[spoken] ?? Number.NaN).toFixed(2).replace('-', '−')}`;
  };
  return `Correlation between inputs ${spoken} steps apart: ${noise.map(at).join(', ')}. Of the gradients: ${curves.map(at).join('; ')}.`;
}
