import { vjp } from '@plumbline/autograd';
import {
  BatchNorm1d,
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
import type { Claim, Conditions, Outcome } from './experiment.ts';
import { isNear, mean, type Spread, slope, spreadOf } from './statistics.ts';
import { turn } from './turn.ts';

const dtype = 'float64';
const width = 64;
/** Inputs of a network; the batch of its batch normalization. */
const batch = 64;
const depths = [2, 5, 10, 20, 50, 100, 200] as const;

/** Of networks of width n, all of blocks with one linear layer. */
interface Kind {
  readonly name: string;
  readonly block: () => Module;
  /** ln |gradient| that the theory has after `depth` blocks. */
  readonly theory: (depth: number) => number;
  /** Whether |gradient| is `slope`^depth or depth^`slope`. */
  readonly law: 'exponential' | 'power';
  readonly prediction: string;
  readonly source: string;
}

const he = () => new Linear(width, width, { bias: false, initializer: init.kaimingNormal, dtype });

const kinds: readonly Kind[] = [
  {
    name: "plain, PyTorch's initialization",
    block: () => new Sequential(new ReLU(), new Linear(width, width, { dtype })),
    // Weights of variance 1 / 3n; the rectifier passes half: a factor of 1/6 in |gradient|².
    theory: (depth) => depth * (-Math.log(6) / 2 - 5 / 4 / width),
    law: 'exponential',
    prediction: 'plain layers with weights uniform in ±1/√n: |gradient| falls as √(1/6) a layer',
    source: 'He et al. 2015, “Delving deep into rectifiers”, section 2.2, with Var[w] = 1/3n',
  },
  {
    name: 'plain, He',
    block: () => new Sequential(new ReLU(), he()),
    // |gradient|² keeps its expectation, but is log-normal with variance 5/n a layer.
    theory: (depth) => (depth * -5) / 4 / width,
    law: 'exponential',
    prediction:
      'plain layers with weights of variance 2/n: |gradient|² stays in expectation, so that ' +
      'ln |gradient| of a network falls by 5/4n a layer',
    source: 'Hanin and Nica 2018, “Products of many large random matrices”, theorem 1',
  },
  {
    name: 'residual, He',
    block: () => new Residual(new Sequential(new ReLU(), he())),
    // |g + Dᵀ Wᵀ g|² / |g|² has mean 2 and variance 9/n.
    theory: (depth) => depth * (Math.LN2 / 2 - 9 / 16 / width),
    law: 'exponential',
    prediction: 'residual blocks x + W relu(x): |gradient| grows as √2 a block',
    source: 'De and Smith 2020, “Batch normalization biases residual blocks”: the variance doubles',
  },
  {
    name: 'residual with batch norm, He',
    block: () => new Residual(new Sequential(new BatchNorm1d(width, { dtype }), new ReLU(), he())),
    theory: (depth) => normalizedTheory(depth),
    law: 'power',
    prediction:
      'residual blocks x + W relu(norm(x)): |gradient|² grows by 1 + 1/σ² a block, σ² being the ' +
      'variance of the signal, which each block adds 1 - 1/π to: a power of the depth',
    source:
      'De and Smith 2020, with the mean that the normalization takes away (1/π) left out of the variance',
  },
  {
    name: 'residual with ReZero, He',
    block: () => new Residual(new Sequential(new ReLU(), he()), { scale: new ReZero({ dtype }) }),
    theory: () => 0,
    law: 'exponential',
    prediction: 'residual blocks x + α W relu(x), α = 0: the gradient is the same at any depth',
    source: 'Bachlechner et al. 2020, “ReZero is all you need”',
  },
];

/**
 * The first linear layer reads inputs of variance 1 that are not rectified: its outputs have 2. Of the
 * gradient in a batch of B, normalization takes 2/B away: its mean, and what is along the signal
 * (Ioffe and Szegedy 2015, section 3).
 */
function normalizedTheory(depth: number): number {
  let [log, variance] = [0, 2];
  for (let block = 0; block < depth; block++) {
    log += Math.log1p((1 - 2 / batch) / variance) / 2;
    variance += 1 - 1 / Math.PI;
  }
  return log;
}

/** ln |gradient| for each depth, draw and input. */
type Logs = readonly (readonly (readonly number[])[])[];

/**
 * The gradient at the output of the first linear layer, one an input, of ⟨r, output⟩ for a random
 * direction r of length 1, another for each input: what is left of a gradient of length 1 at the
 * output. (That of the first layer's weights is its outer product with the input.)
 */
export async function depth(conditions: Conditions): Promise<Outcome> {
  const { quick, seed, onProgress, signal } = conditions;
  const draws = quick ? 4 : 16;
  const used = depths.filter((each) => !quick || each <= 20);
  manualSeed(seed);
  const perKind = used.reduce((sum, each) => sum + each, 0) * draws;
  let done = 0;
  const measured: Logs[] = [];
  for (const { block } of kinds) {
    const logs: number[][][] = [];
    for (const blocks of used) {
      const ofDepth: number[][] = [];
      for (let draw = 0; draw < draws; draw++) {
        ofDepth.push(logNorms(block, blocks));
        done += blocks;
        onProgress(done, perKind * kinds.length);
        await turn(signal);
      }
      logs.push(ofDepth);
    }
    measured.push(logs);
  }
  return outcomeOf(measured, used, draws);
}

function logNorms(block: () => Module, blocks: number): number[] {
  return scope(() => {
    const network = new Sequential(...Array.from({ length: blocks }, block));
    const first = he().forward(randn([batch, width], { dtype }));
    const { value, pullback } = vjp((x) => network.forward(x), first);
    const direction = randn(value.shape, { dtype });
    const [gradient] = pullback(direction.div(direction.square().sum(1, { keepdim: true }).sqrt()));
    if (gradient === undefined) throw new Error('vjp: no gradient for its one argument');
    return Array.from(gradient.square().sum(1).sqrt().log().dataSync());
  });
}

function outcomeOf(measured: readonly Logs[], used: readonly number[], draws: number): Outcome {
  const results = kinds.map((kind, i) => {
    const logs = measured[i] ?? [];
    const fit = fitOf(kind, logs, used);
    const rows = used.map((blocks, at) => {
      const all = (logs[at] ?? []).flat();
      const { mean: log, deviation } = spreadOf(all);
      return { depth: blocks, logNorm: log, deviation, predicted: kind.theory(blocks) };
    });
    return { kind, fit, rows };
  });
  const spread = spreadClaim(results[1]?.rows.at(-1));
  return {
    settings: { width, batch, depths: used, draws, dtype },
    numbers: results.map(({ kind: { name, law }, fit, rows }) => ({ name, law, fit, rows })),
    table: {
      head: [
        '|gradient| at the first layer',
        ...used.map((each) => `${each} blocks`),
        'fit',
        'theory',
      ],
      rows: results.map(({ kind, fit, rows }) => [
        kind.name,
        ...rows.map(({ logNorm }) => formatNorm(Math.exp(logNorm))),
        law(kind, fit.measured.mean),
        law(kind, fit.predicted),
      ]),
    },
    chart: {
      title: 'Gradient at the first layer, at initialization',
      xLabel: 'blocks, of one linear layer each',
      yLabel: '|gradient|, geometric mean over networks and inputs; dashed: theory',
      logarithmic: true,
      series: [
        ...results.map(({ kind: { name }, rows }): Series => {
          return { name, positions: used, values: rows.map(({ logNorm }) => Math.exp(logNorm)) };
        }),
        ...results.map(({ kind: { theory } }, color): Series => {
          const values = used.map((blocks) => Math.exp(theory(blocks)));
          return { name: '', positions: used, values, mark: 'dashes', color };
        }),
      ],
    },
    claims: [
      ...results.map(({ kind, fit }): Claim => {
        const { mean: value, error } = fit.measured;
        return {
          prediction: kind.prediction,
          source: kind.source,
          measured: `${law(kind, value)} (± ${error.toPrecision(2)} in the exponent), theory ${law(kind, fit.predicted)}`,
          agrees: isNear(fit.measured, fit.predicted),
        };
      }),
      ...(spread === null ? [] : [spread]),
    ],
  };
}

interface Fit {
  /** Slope of ln |gradient| over the depth, or over its logarithm; one a draw. */
  readonly measured: Spread;
  readonly predicted: number;
}

/** A power law holds where the first layers don't count: from 10 blocks on. */
function fitOf({ law, theory }: Kind, logs: Logs, used: readonly number[]): Fit {
  const from = law === 'power' ? Math.max(0, used.indexOf(10)) : 0;
  const x = used.slice(from).map((blocks) => (law === 'power' ? Math.log(blocks) : blocks));
  const draws = logs[0]?.map((_, draw) => {
    const y = logs.slice(from).map((ofDepth) => mean(ofDepth[draw] ?? []));
    return slope(x.map((at, i) => [at, y[i] ?? Number.NaN]));
  });
  const predicted = used.slice(from).map(theory);
  return {
    measured: spreadOf(draws ?? []),
    predicted: slope(x.map((at, i) => [at, predicted[i] ?? Number.NaN])),
  };
}

function law({ law }: Pick<Kind, 'law'>, exponent: number): string {
  return law === 'power' ? `L^${exponent.toFixed(3)}` : `${Math.exp(exponent).toFixed(4)}^L`;
}

interface Row {
  readonly depth: number;
  readonly logNorm: number;
  readonly deviation: number;
}

/** Between plain networks: √(5 L / 4n) of ln |gradient|. A standard deviation is known to 1/√(2 draws). */
function spreadClaim(deepest: Row | undefined): Claim | null {
  if (deepest === undefined) return null;
  const predicted = Math.sqrt((5 * deepest.depth) / 4 / width);
  return {
    prediction: `between such networks of ${deepest.depth} layers ln |gradient| varies by √(5 L / 4n) = ${predicted.toFixed(2)}`,
    source: 'Hanin and Nica 2018, theorem 1',
    measured: `a standard deviation of ${deepest.deviation.toFixed(2)}`,
    agrees: Math.abs(deepest.deviation / predicted - 1) < 0.4,
  };
}
