import { vjp } from '@plumbline/autograd';
import {
  BatchNorm1d,
  type Initializer,
  init,
  Linear,
  type Module,
  ReLU,
  Residual,
  ReZero,
  Sequential,
} from '@plumbline/layers';
import { formatNorm, type Series } from '@plumbline/report';
import { manualSeed, randn, scope } from '@plumbline/tensor';
import { formatFactor, formatNumber } from '../story/format-number.ts';
import type { SettingsOf } from './catalog.ts';
import type { Experiment, Picture } from './experiment.ts';

type Settings = SettingsOf['depth'];

/** In float32 the plain network's gradient would leave the range of numbers. */
const dtype = 'float64';
const batch = 32;
const draws = 6;

/** n · Var[w] of the weights of a layer with n units. */
const varianceOf = { he: 2, pytorch: 1 / 3 } as const;
const initializers: Readonly<Record<Settings['initialization'], Initializer | null>> = {
  he: init.kaimingNormal,
  pytorch: null,
};

interface Kind {
  readonly name: string;
  readonly wrap: (branch: Module[]) => Module;
  readonly isNormalized?: boolean;
  /** ln |gradient| after `depth` blocks of `width` units; v is n · Var[w]. */
  readonly theory: (depth: number, v: number, width: number) => number;
}

/**
 * ln of a block's factor: of |gradient|² it has this mean and this variance, and its logarithm lies
 * below that of the mean by variance / 2 mean² (Hanin and Nica 2018, theorem 1, for plain blocks).
 */
const logFactor = (mean: number, variance: number) =>
  (Math.log(mean) - variance / (2 * mean ** 2)) / 2;

const kinds: readonly Kind[] = [
  {
    name: 'plain',
    wrap: (branch) => new Sequential(...branch),
    theory: (depth, v, n) => depth * logFactor(v / 2, (5 * v ** 2) / (4 * n)),
  },
  {
    name: 'residual',
    wrap: (branch) => new Residual(new Sequential(...branch)),
    theory: (depth, v, n) => depth * logFactor(1 + v / 2, (2 * v) / n + (5 * v ** 2) / (4 * n)),
  },
  {
    name: 'residual with batch norm',
    wrap: (branch) => new Residual(new Sequential(...branch)),
    isNormalized: true,
    theory: (depth, v) => normalizedTheory(depth, v),
  },
  {
    name: 'residual with ReZero',
    wrap: (branch) => new Residual(new Sequential(...branch), { scale: new ReZero({ dtype }) }),
    theory: () => 0,
  },
];

/**
 * The signal's variance grows by v (1/2 - 1/2π) a block, and the branch's share of the gradient is v / 2
 * by that variance (De and Smith 2020). Of it normalization takes 2 / batch away: its mean, and
 * what lies along the signal.
 */
function normalizedTheory(depth: number, v: number): number {
  let [log, variance] = [0, 1];
  for (let block = 0; block < depth; block++) {
    log += Math.log1p(((v / 2) * (1 - 2 / batch)) / variance) / 2;
    variance += v * (1 / 2 - 1 / (2 * Math.PI));
  }
  return log;
}

/** |dL/dx| at the output of the first layer for an L of |dL/dout| = 1: a geometric mean, by depth. */
export const depth: Experiment<'depth'> = async (settings, stage) => {
  manualSeed(1);
  const depths = [0, 1, 2, 3, 4, 5, 6].map((i) => Math.round((i * settings.depth) / 6));
  const logs = kinds.map((): number[] => []);
  const total = depths.length * draws;
  let done = 0;
  for (const blocks of depths) {
    const sums = kinds.map(() => 0);
    for (let draw = 0; draw < draws; draw++) {
      for (const [i, kind] of kinds.entries()) sums[i]! += logNorm(kind, blocks, settings) / draws;
      stage.progress(++done, total);
    }
    for (const [i, sum] of sums.entries()) logs[i]?.push(sum);
    stage.show(() => pictureOf(logs, depths, settings));
  }
  return pictureOf(logs, depths, settings);
};

/** The mean of ln |gradient| over the inputs of a batch, in a network drawn anew. */
function logNorm({ wrap, isNormalized }: Kind, blocks: number, settings: Settings): number {
  const { width, initialization } = settings;
  const initializer = initializers[initialization];
  const options = { bias: false, dtype, ...(initializer !== null && { initializer }) } as const;
  const block = () => {
    const norm = isNormalized === true ? [new BatchNorm1d(width, { dtype })] : [];
    return wrap([...norm, new ReLU(), new Linear(width, width, options)]);
  };
  return scope(() => {
    const network = new Sequential(...Array.from({ length: blocks }, block));
    const first = randn([batch, width], { dtype });
    const { value, pullback } = vjp((x) => network.forward(x).alias(), first);
    const direction = randn(value.shape, { dtype });
    const [gradient] = pullback(direction.div(direction.square().sum(1, { keepdim: true }).sqrt()));
    if (gradient === undefined) throw new Error('vjp: no gradient for its one argument');
    return gradient.square().sum(1).sqrt().log().mean().item();
  });
}

function pictureOf(
  logs: readonly (readonly number[])[],
  depths: readonly number[],
  { width, initialization }: Settings,
): Picture {
  const deepest = depths[(logs[0]?.length ?? 0) - 1] ?? 0;
  const rows = kinds.map(({ name, theory }, i) => ({
    name,
    measured: (logs[i] ?? []).map(Math.exp),
    predicted: depths.map((each) => Math.exp(theory(each, varianceOf[initialization], width))),
  }));
  const last = rows.map(({ name, measured, predicted }) => {
    const at = measured.length - 1;
    return `${name} ${spoken(measured[at])} (predicted ${spoken(predicted[at])})`;
  });
  return {
    chart: {
      title: 'Gradient at the first layer, before training',
      xLabel: 'blocks',
      yLabel: '|gradient|, logarithmic; dashed: predicted',
      logarithmic: true,
      series: [
        ...rows.map(({ name, measured: values }): Series => ({ name, values, positions: depths })),
        ...rows.map(
          ({ predicted: values }, color): Series => ({
            name: '',
            values,
            positions: depths,
            mark: 'dashes',
            color,
          }),
        ),
      ],
    },
    table: {
      head: ['|gradient|', ...depths.map((each) => `${each} blocks`)],
      rows: rows.flatMap(({ name, measured, predicted }) => [
        [name, ...depths.map((_, i) => (i < measured.length ? formatNorm(measured[i]) : '…'))],
        [`${name}, predicted`, ...predicted.map(formatNorm)],
      ]),
    },
    sentence: `Through ${deepest} blocks a gradient of 1 becomes: ${last.join(', ')}.`,
  };
}

const spoken = (norm = Number.NaN) => (norm < 1000 ? formatNumber(norm) : formatFactor(norm));
