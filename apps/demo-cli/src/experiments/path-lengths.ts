import { paths } from '@plumbline/diagnostics';
import { cifarResnet, type Module, Residual } from '@plumbline/layers';
import type { PathSpectrum } from '@plumbline/report';
import { manualSeed } from '@plumbline/tensor';
import { accuracy } from '../accuracy.ts';
import { percent } from '../percent.ts';
import type { Claim, Conditions, Outcome } from './experiment.ts';
import { firstOf, fit, loadSmallDigits, stepsOf } from './small-digits.ts';
import { turn } from './turn.ts';

const whole = {
  depth: 110,
  width: 8,
  digits: 3000,
  tested: 1000,
  epochs: 5,
  batch: 50,
  lr: 0.05,
  /** Digits that the gradient is taken of. */
  sample: 32,
};
const small: typeof whole = { ...whole, depth: 20, digits: 640, tested: 200, epochs: 2, batch: 32 };

/**
 * Trains the residual network of Veit et al. 2016 (110 layers in 54 blocks, preactivated), narrower and
 * on digits, and splits its gradient by the length of the paths, before and after.
 */
export async function pathLengths(conditions: Conditions): Promise<Outcome> {
  const settings = conditions.quick ? small : whole;
  const { seed, signal, onProgress } = conditions;
  const digits = await loadSmallDigits(conditions, {
    train: settings.digits,
    test: settings.tested,
  });
  const { depth, width } = settings;
  const { channels, classes } = digits;
  manualSeed(seed);
  const model = cifarResnet({ depth, width, channels, classes, preActivation: true });
  const sample = firstOf(digits.train, settings.sample);
  const steps = stepsOf(digits, settings);
  const blocks = residualCount(model);
  const total = steps + blocks * (blocks + 1);
  let done = 0;
  const tick = () => onProgress(++done, total);
  const measured = (): State => ({
    accuracy: accuracy(model, digits.test),
    spectrum: paths(model, sample, { onProgress: tick }),
  });
  const before = measured();
  await turn(signal);
  await fit(model, digits, settings, {
    seed,
    signal,
    onStep: tick,
  });
  await turn(signal);
  const after = measured();
  return { settings: { ...settings, data: digits.name }, ...outcomeOf(before, after) };
}

function residualCount(model: Module): number {
  return model.namedModules().filter(([, module]) => module instanceof Residual).length;
}

interface State {
  readonly accuracy: number;
  readonly spectrum: PathSpectrum;
}

function outcomeOf(before: State, after: State): Omit<Outcome, 'settings'> {
  const { lengths } = after.spectrum;
  const blocks = lengths.length - 1;
  const shares = ({ spectrum }: State) => spectrum.lengths.map(({ share }) => share);
  const all = lengths.map(({ paths: count }) => count / 2 ** blocks);
  const positions = lengths.map(({ length }) => length);
  const row = (name: string, right: string, by: readonly number[]) => [
    name,
    right,
    meanLength(by).toFixed(2),
    innerRange(by).join(' to '),
  ];
  return {
    numbers: { blocks, before, after, pathsByLength: all },
    table: {
      head: ['weighted by', 'test accuracy', 'mean length', '90 % have lengths'],
      rows: [
        row('number of paths', '', all),
        row('|gradient| at initialization', percent(before.accuracy), shares(before)),
        row('|gradient| after training', percent(after.accuracy), shares(after)),
      ],
    },
    chart: {
      title: `Paths through ${blocks} blocks`,
      xLabel: 'length: branches on the way',
      yLabel: 'share',
      series: [
        { name: '|gradient|, trained', values: shares(after), positions },
        { name: '|gradient|, at initialization', values: shares(before), positions },
        { name: 'number of paths', values: all, positions, mark: 'dashes' },
      ],
    },
    claims: claimsOf(shares(after), blocks),
  };
}

/** The bounds that the paper found for 54 blocks. */
const [shortest, longest, paperBlocks] = [5, 17, 54];

function claimsOf(shares: readonly number[], blocks: number): Claim[] {
  const effective = meanLength(shares);
  const bounds = [shortest, longest].map((length) => Math.round((length * blocks) / paperBlocks));
  const [from = 0, to = blocks] = bounds;
  const inside = sum(shares.slice(from, to + 1));
  const below = sum(shares.slice(0, from));
  const half = blocks / 2;
  return [
    {
      prediction: `the paths that carry gradient are much shorter than most paths, whose mean length is ${half}: less than half of that`,
      source: 'Veit et al. 2016, “Residual networks behave like ensembles”, section 5',
      measured: `a mean length of ${effective.toFixed(2)}, ${(half / effective).toFixed(1)} times shorter`,
      agrees: effective < half / 2,
    },
    {
      prediction: `almost all of the gradient (here: 90 %) is on paths of ${from} to ${to} branches`,
      source: 'Veit et al. 2016, section 5',
      measured: `${percent(inside)} of it is, ${percent(below)} on shorter ones and ${percent(1 - inside - below)} on longer ones`,
      agrees: inside >= 0.9,
    },
  ];
}

function meanLength(shares: readonly number[]): number {
  return sum(shares.map((share, length) => share * length)) / sum(shares);
}

/** The lengths between which the middle 90 % are. */
function innerRange(shares: readonly number[]): [from: number, to: number] {
  const total = sum(shares);
  const upTo = (part: number) => {
    let before = 0;
    return shares.findIndex((share) => {
      before += share;
      return before >= part * total;
    });
  };
  return [upTo(0.05), upTo(0.95)];
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
