import { watch } from '@plumbline/diagnostics';
import { BatchNorm2d, type Module, ReLU, Residual, Sequential, SkipInit } from '@plumbline/layers';
import type { BlockFlow, Series } from '@plumbline/report';
import { manualSeed } from '@plumbline/tensor';
import { accuracy } from '../accuracy.ts';
import { percent } from '../percent.ts';
import type { Claim, Conditions, Outcome } from './experiment.ts';
import { fit, loadSmallDigits, stepsOf } from './small-digits.ts';
import { mean, slope } from './statistics.ts';
import { conv3x3, uniformNetwork } from './uniform-network.ts';

const whole = {
  blocks: 24,
  width: 16,
  digits: 3000,
  tested: 1000,
  epochs: 5,
  batch: 50,
  lr: 0.05,
  /** Steps from one recorded pass to the next. */
  every: 10,
};
const small = {
  ...whole,
  blocks: 4,
  width: 8,
  digits: 300,
  tested: 100,
  epochs: 1,
  batch: 20,
  every: 2,
};

interface Kind {
  readonly name: string;
  readonly block: (width: number) => Module;
}

/** Preactivated blocks (He et al. 2016), and those of De and Smith 2020, which have no normalization. */
const kinds: readonly [Kind, Kind] = [
  {
    name: 'batch norm',
    block: (width) => {
      const part = () => [new BatchNorm2d(width), new ReLU(), conv3x3(width, width)];
      return new Residual(new Sequential(...part(), ...part()));
    },
  },
  {
    name: 'SkipInit',
    block: (width) => {
      const part = () => [new ReLU(), conv3x3(width, width)];
      return new Residual(new Sequential(...part(), ...part()), { scale: new SkipInit() });
    },
  },
];

interface Result {
  readonly name: string;
  readonly testAccuracy: number;
  readonly passes: readonly number[];
  readonly blocks: readonly Pick<BlockFlow, 'name' | 'identity' | 'branch' | 'whole'>[];
}

/** The identity term's share of the gradient of each block, while a network trains. */
export async function share(conditions: Conditions): Promise<Outcome> {
  const settings = conditions.quick ? small : whole;
  const { seed, signal, onProgress } = conditions;
  const digits = await loadSmallDigits(conditions, {
    train: settings.digits,
    test: settings.tested,
  });
  const steps = stepsOf(digits, settings);
  let done = 0;
  const trained = async ({ name, block }: Kind): Promise<Result> => {
    manualSeed(seed);
    const blocks = Array.from({ length: settings.blocks }, () => block(settings.width));
    const model = uniformNetwork(digits, settings.width, blocks);
    const watching = watch(model, { every: settings.every });
    const onStep = () => onProgress(++done, kinds.length * steps);
    await fit(model, digits, settings, { seed, signal, onStep });
    watching.stop();
    const { flow } = watching.report();
    if (flow === undefined) throw new Error('the watch recorded no flow');
    return {
      name,
      testAccuracy: accuracy(model, digits.test),
      passes: flow.passes,
      blocks: flow.blocks.map(({ name: path, identity, branch, whole: sum }) => {
        return { name: path, identity, branch, whole: sum };
      }),
    };
  };
  const [normalized, skipInit] = [await trained(kinds[0]), await trained(kinds[1])];
  return { settings: { ...settings, data: digits.name }, ...outcomeOf(normalized, skipInit) };
}

/** |identity term| / (|identity term| + |branch term|) of a block in a pass. */
function shareOf({ identity, branch }: Result['blocks'][number], pass: number): number {
  const [i = Number.NaN, b = Number.NaN] = [identity.at(pass), branch.at(pass)];
  return i / (i + b);
}

function outcomeOf(normalized: Result, skipInit: Result): Omit<Outcome, 'settings'> {
  const results = [normalized, skipInit];
  const times = [0, 0.1, 0.5, 1];
  const series = results.flatMap(({ name, passes, blocks }, color): Series[] => {
    const line = (label: string, of: Result['blocks'], mark: Series['mark']): Series => ({
      name: label,
      positions: passes,
      values: passes.map((_, pass) => mean(of.map((block) => shareOf(block, pass)))),
      color,
      ...(mark === undefined ? {} : { mark }),
    });
    return [
      line(`${name}: mean of the blocks`, blocks, 'line'),
      line(`${name}: first block`, blocks.slice(0, 1), 'dashes'),
      line(`${name}: last block`, blocks.slice(-1), 'points'),
    ];
  });
  return {
    numbers: results,
    table: {
      head: [
        'identity share, mean of the blocks',
        ...times.map((time) =>
          time === 0 ? 'at initialization' : `at ${100 * time} % of training`,
        ),
        'first block, end',
        'last block, end',
        'test accuracy',
      ],
      rows: results.map(({ name, passes, blocks, testAccuracy }) => {
        const at = (time: number) => Math.round(time * (passes.length - 1));
        const [first, last] = [blocks.at(0), blocks.at(-1)];
        return [
          name,
          ...times.map((time) => percent(mean(blocks.map((block) => shareOf(block, at(time)))))),
          ...[first, last].map((block) => (block === undefined ? '' : percent(shareOf(block, -1)))),
          percent(testAccuracy),
        ];
      }),
    },
    chart: {
      title: 'Identity share of the gradient through training',
      xLabel: 'step',
      yLabel: '|identity term| / (|identity term| + |branch term|)',
      series,
    },
    claims: claimsOf(normalized, skipInit),
  };
}

function claimsOf(normalized: Result, skipInit: Result): Claim[] {
  const { blocks } = normalized;
  // The first block reads the stem, whose variance is another one's.
  const ratios = blocks.slice(1).map(({ identity, branch }, i) => {
    const ratio = (branch[0] ?? Number.NaN) / (identity[0] ?? Number.NaN);
    return [Math.log(i + 2), Math.log(ratio)] as const;
  });
  const power = slope(ratios);
  const initial = skipInit.blocks.map((block) => shareOf(block, 0));
  const lowest = Math.min(...ratioOfWhole(normalized), ...ratioOfWhole(skipInit));
  const ends = [normalized, skipInit].map((result) => {
    const shares = result.blocks.map((block) => shareOf(block, -1));
    return { result, most: shares.filter((each) => each > 0.5).length };
  });
  return [
    {
      prediction:
        'at initialization normalization makes |branch term| / |identity term| fall with the block’s number l as 1/√l (here: an exponent within 0.15 of it)',
      source:
        'De and Smith 2020, “Batch normalization biases residual blocks towards the identity”',
      measured: `as l^${power.toFixed(2)}`,
      agrees: Math.abs(power + 0.5) <= 0.15,
    },
    {
      prediction: 'with SkipInit a block is the identity at initialization: a share of 1',
      source: 'De and Smith 2020, on SkipInit',
      measured: `a share of at least ${percent(Math.min(...initial))}`,
      agrees: initial.every((each) => each === 1),
    },
    {
      prediction:
        'the two terms don’t cancel, so that no gradient vanishes (here: |dL/dx| is at least half of |identity term| in every block and pass)',
      source: 'He et al. 2016, “Identity mappings in deep residual networks”, section 2, eq. 5',
      measured: `at least ${percent(lowest)} of it`,
      agrees: lowest >= 0.5,
    },
    {
      prediction:
        'trained networks, too, carry most of the gradient around the branch: the identity term is the larger one in most blocks',
      source: 'Veit et al. 2016, “Residual networks behave like ensembles”, section 5',
      measured: ends
        .map(({ result, most }) => `in ${most} of ${result.blocks.length} (${result.name})`)
        .join(', '),
      agrees: ends.every(({ result, most }) => most > result.blocks.length / 2),
    },
  ];
}

/** |dL/dx| / |identity term|, of all blocks and passes. */
function ratioOfWhole({ blocks }: Result): number[] {
  return blocks.flatMap(({ identity, whole: sum }) =>
    sum.map((each, pass) => each / (identity[pass] ?? Number.NaN)),
  );
}
