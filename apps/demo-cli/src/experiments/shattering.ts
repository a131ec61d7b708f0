import { type RectifierKind, rectifierNetwork, shatteringByDepth } from '@plumbline/diagnostics';
import { formatNorm } from '@plumbline/report';
import { manualSeed, randn } from '@plumbline/tensor';
import type { Claim, Conditions, Outcome } from './experiment.ts';
import { turn } from './turn.ts';

const width = 64;
const inputs = 64;
const shallow = [1, 2, 3, 4, 5, 6, 7, 8] as const;
/** Where what the first layers add to the variance no longer counts. */
const deep = [16, 32, 64, 128, 256] as const;

interface Kind {
  readonly kind: RectifierKind;
  readonly name: string;
  readonly depths: readonly number[];
  readonly law: 'exponential' | 'power';
  /** Of 2^(exponent · L), or of L^exponent. */
  readonly exponent: number;
  readonly prediction: string;
  readonly source: string;
}

const paper = 'Balduzzi et al. 2017, “The shattered gradients problem”';

const kinds: readonly Kind[] = [
  {
    kind: 'plain',
    name: 'plain',
    depths: shallow,
    law: 'exponential',
    exponent: -1,
    prediction: 'in plain networks the correlation between gradients falls as 1/2^L',
    source: `${paper}, theorem 1`,
  },
  {
    kind: 'plain-norm',
    name: 'plain with batch norm',
    depths: shallow,
    law: 'exponential',
    exponent: -1,
    prediction:
      'so it does in plain networks with batch normalization, where units are active by chance as the theorem takes it',
    source: `${paper}, theorem 1`,
  },
  {
    kind: 'residual',
    name: 'residual',
    depths: shallow,
    law: 'exponential',
    exponent: Math.log2(3 / 4),
    prediction: 'in residual networks without normalization it falls as (3/4)^L',
    source: `${paper}, on residual networks`,
  },
  {
    kind: 'residual-norm',
    name: 'residual with batch norm',
    depths: deep,
    law: 'power',
    exponent: -1 / 2,
    prediction: 'in residual networks with batch normalization it falls as 1/√L only',
    source: `${paper}, theorem 3`,
  },
];

/** How far an exponent may be from the theorem's. */
const tolerance = 0.1;

/** The correlation between the gradients at independent inputs against depth, at initialization. */
export async function shattering({
  quick,
  seed,
  signal,
  onProgress,
}: Conditions): Promise<Outcome> {
  const repeats = quick ? 2 : 100;
  manualSeed(seed);
  const cost = (depths: readonly number[]) => depths.reduce((sum, depth) => sum + depth, 0);
  const used = kinds.map((kind) => (quick ? { ...kind, depths: kind.depths.slice(0, 2) } : kind));
  const total = used.reduce((sum, { depths }) => sum + cost(depths), 0) * repeats;
  let before = 0;
  const results = [];
  for (const kind of used) {
    const measured = shatteringByDepth(
      (depth) => rectifierNetwork(kind.kind, { depth, width }),
      () => randn([inputs, width]),
      {
        depths: kind.depths,
        repeats,
        onProgress: (done) => {
          const finished = kind.depths.slice(0, Math.floor(done / repeats));
          onProgress(before + cost(finished) * repeats, total);
        },
      },
    );
    before += cost(kind.depths) * repeats;
    const { exponential, power, rows } = measured;
    results.push({ ...kind, rows, measured: kind.law === 'power' ? power : exponential });
    await turn(signal);
  }
  return {
    settings: { width, inputs, repeats, depths: [...new Set([...shallow, ...deep])] },
    ...outcomeOf(results),
  };
}

type Result = Kind & {
  readonly measured: number;
  readonly rows: readonly {
    readonly depth: number;
    readonly correlation: number;
    readonly standardError: number;
  }[];
};

function outcomeOf(results: readonly Result[]): Omit<Outcome, 'settings'> {
  const depths = [...new Set(results.flatMap((result) => result.depths))].sort((a, b) => a - b);
  return {
    numbers: results.map(({ kind, law: of, rows, measured, exponent }) => {
      return { kind, law: of, rows, measured, predicted: exponent };
    }),
    table: {
      head: ['correlation', ...depths.map((depth) => `L = ${depth}`), 'fit', 'theory'],
      rows: results.map((result) => [
        result.name,
        ...depths.map((depth) => {
          const row = result.rows.find((each) => each.depth === depth);
          return row === undefined ? '' : formatNorm(row.correlation);
        }),
        law(result, result.measured),
        law(result, result.exponent),
      ]),
    },
    chart: {
      title: 'Correlation between gradients at independent inputs',
      xLabel: 'log₂ L, L being the number of layers',
      yLabel: 'correlation; dashed: the theorems’ laws, through the first point',
      logarithmic: true,
      series: [
        ...results.map(({ name, rows }) => ({
          name,
          positions: rows.map(({ depth }) => Math.log2(depth)),
          values: rows.map(({ correlation }) => correlation),
          deviations: rows.map(({ standardError }) => standardError),
        })),
        ...results.map((result, color) => ({
          name: '',
          mark: 'dashes' as const,
          color,
          positions: result.depths.map(Math.log2),
          values: result.depths.map((depth) => theory(result, depth)),
        })),
      ],
    },
    claims: [
      ...results.map((result): Claim => {
        const { prediction, source, measured, exponent } = result;
        return {
          prediction: `${prediction} (here: an exponent within ${100 * tolerance} % of it)`,
          source,
          measured: `${law(result, measured)}${why(result)}`,
          agrees: Math.abs(measured / exponent - 1) <= tolerance,
        };
      }),
      ...results.filter(({ kind }) => kind === 'residual-norm').map(withoutMean),
    ],
  };
}

/** Through the first measured point. */
function theory({ law: of, exponent, rows }: Result, depth: number): number {
  const [first] = rows;
  if (first === undefined) return Number.NaN;
  const { depth: from, correlation } = first;
  return of === 'power'
    ? correlation * (depth / from) ** exponent
    : correlation * 2 ** (exponent * (depth - from));
}

function law({ law: of }: Pick<Kind, 'law'>, exponent: number): string {
  return of === 'power' ? `L^${exponent.toFixed(2)}` : `${(2 ** exponent).toFixed(3)}^L`;
}

/** What a difference comes from, where that is known (see `shatteringByDepth`). */
function why({ kind, measured, exponent }: Result): string {
  if (kind !== 'plain' || Math.abs(measured / exponent - 1) <= tolerance) return '';
  return (
    '; the theorem takes it that two inputs make a unit active by chance, but without normalization ' +
    'the signals of all inputs grow alike with depth, and with them the units that are active'
  );
}

/**
 * Theorem 3 has the variance grow by 1 a block. But normalization takes away the mean of what the
 * rectifiers give, a part of 1/π: the power becomes -π / (2 (π - 1)).
 */
function withoutMean(result: Result): Claim {
  const exponent = -Math.PI / (2 * (Math.PI - 1));
  return {
    prediction: `without the mean that normalization takes away, 1/π of the variance, theorem 3 would say ${law(result, exponent)} (here: within ${100 * tolerance} %)`,
    source: 'derived in `shatteringByDepth` of @plumbline/diagnostics',
    measured: law(result, result.measured),
    agrees: Math.abs(result.measured / exponent - 1) <= tolerance,
  };
}
