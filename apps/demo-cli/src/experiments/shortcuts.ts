import {
  BatchNorm2d,
  Conv2d,
  Dropout,
  Highway,
  type Module,
  ReLU,
  Residual,
  Sequential,
} from '@plumbline/layers';
import { full, manualSeed, scope, type Tensor } from '@plumbline/tensor';
import { accuracy } from '../accuracy.ts';
import { percent } from '../percent.ts';
import type { Claim, Conditions, Outcome } from './experiment.ts';
import { fit, loadSmallDigits, stepsOf } from './small-digits.ts';
import { mean, type Spread, spreadOf } from './statistics.ts';
import { conv3x3, uniformNetwork } from './uniform-network.ts';

const whole = {
  blocks: 18,
  width: 16,
  digits: 2000,
  tested: 1000,
  epochs: 6,
  batch: 50,
  lr: 0.05,
  seeds: 3,
};
const small = {
  ...whole,
  blocks: 4,
  width: 8,
  digits: 200,
  tested: 100,
  epochs: 1,
  batch: 20,
  seeds: 2,
};

/** A row of table 1 of He et al. 2016. */
interface Variant {
  readonly name: string;
  /** The test error there, in percent, on CIFAR-10 with 54 blocks; null: it failed (above 20). */
  readonly paperError: number | null;
  /** What comes before the activation. */
  readonly block: (branch: Module, width: number) => Module;
}

const variants: readonly Variant[] = [
  { name: 'identity', paperError: 6.61, block: (branch) => new Residual(branch) },
  {
    name: 'shortcut-only gating',
    paperError: 6.91,
    block: (branch, width) => new ShortcutGating(branch, gate(width)),
  },
  {
    name: 'exclusive gating',
    paperError: 8.7,
    block: (branch, width) => new Highway(branch, gate(width)),
  },
  {
    name: '1x1 convolution',
    paperError: 12.22,
    block: (branch, width) => new Residual(branch, { shortcut: new Conv2d(width, width, 1) }),
  },
  {
    name: 'constant 0.5',
    paperError: 12.35,
    block: (branch) => new Residual(branch, { shortcutScale: 0.5, scale: 0.5 }),
  },
  {
    name: 'constant 0.5, branch 1',
    paperError: null,
    block: (branch) => new Residual(branch, { shortcutScale: 0.5 }),
  },
  {
    name: 'dropout 0.5',
    paperError: null,
    // There what is left is not scaled up in training.
    block: (branch) => new Residual(branch, { shortcut: new Dropout(0.5), shortcutScale: 0.5 }),
  },
];

/** (1 - g(x)) · x + F(x), g being the sigmoid of a 1x1 convolution (section 3.1). */
class ShortcutGating extends Residual {
  readonly gate: Module;

  constructor(branch: Module, gate: Module) {
    super(branch);
    this.gate = gate;
  }

  protected override join(skipped: Tensor, transformed: Tensor, branchInput: Tensor): Tensor {
    const open = this.gate.forward(branchInput).neg().sigmoid();
    return skipped.mul(open).add(transformed);
  }
}

/** Its bias starts at -6, the best of those that were tried there. */
function gate(width: number): Conv2d {
  const convolution = new Conv2d(width, width, 1);
  scope(() => convolution.bias?.assign(full([width], -6)));
  return convolution;
}

function blockOf({ block }: Variant, width: number): Module {
  const branch = new Sequential(
    conv3x3(width, width),
    new BatchNorm2d(width),
    new ReLU(),
    conv3x3(width, width),
    new BatchNorm2d(width),
  );
  return new Sequential(block(branch, width), new ReLU());
}

interface Result {
  readonly name: string;
  readonly paperError: number | null;
  /** One a seed: the mean of the last steps, in which the learning rate is small. */
  readonly trainLosses: readonly number[];
  readonly testAccuracies: readonly number[];
  readonly trainLoss: Spread;
  readonly testAccuracy: Spread;
}

/** The shortcuts of He et al. 2016, “Identity mappings”, table 1, in networks of one size. */
export async function shortcuts(conditions: Conditions): Promise<Outcome> {
  const settings = conditions.quick ? small : whole;
  const { seed, signal, onProgress } = conditions;
  const digits = await loadSmallDigits(conditions, {
    train: settings.digits,
    test: settings.tested,
  });
  const total = stepsOf(digits, settings) * settings.seeds * variants.length;
  let done = 0;
  const results: Result[] = [];
  for (const variant of variants) {
    const [trainLosses, testAccuracies]: [number[], number[]] = [[], []];
    for (let i = 0; i < settings.seeds; i++) {
      manualSeed(seed + i);
      const blocks = Array.from({ length: settings.blocks }, () =>
        blockOf(variant, settings.width),
      );
      const model = uniformNetwork(digits, settings.width, blocks);
      const losses: number[] = [];
      const onStep = ({ loss }: { readonly loss: number }) => {
        losses.push(loss);
        onProgress(++done, total);
      };
      await fit(model, digits, settings, { seed: seed + i, signal, onStep });
      trainLosses.push(mean(losses.slice(-Math.ceil(losses.length / 8))));
      testAccuracies.push(accuracy(model, digits.test));
    }
    const { name, paperError } = variant;
    const spreads = { trainLoss: spreadOf(trainLosses), testAccuracy: spreadOf(testAccuracies) };
    results.push({ name, paperError, trainLosses, testAccuracies, ...spreads });
  }
  return { settings: { ...settings, data: digits.name }, ...outcomeOf(results) };
}

function outcomeOf(results: readonly Result[]): Omit<Outcome, 'settings'> {
  const ranked = results.toSorted((a, b) => a.trainLoss.mean - b.trainLoss.mean);
  return {
    numbers: results,
    table: {
      head: ['shortcut', 'training loss', '±', 'test accuracy', '±', 'rank by loss', 'error there'],
      rows: ranked.map(({ name, trainLoss, testAccuracy, paperError }, i) => [
        name,
        trainLoss.mean.toFixed(3),
        trainLoss.deviation.toFixed(3),
        percent(testAccuracy.mean),
        percent(testAccuracy.deviation),
        String(i + 1),
        paperError === null ? 'failed' : `${paperError.toFixed(2)} %`,
      ]),
    },
    chart: {
      title: 'Shortcuts by training loss at the end',
      xLabel: `in the order of the paper: ${results.map(({ name }) => name).join('; ')}`,
      yLabel: 'cross-entropy; standard deviation between seeds',
      names: results.map(({ name }) => name),
      series: [
        {
          name: 'training loss',
          mark: 'bars',
          values: results.map(({ trainLoss }) => trainLoss.mean),
          deviations: results.map(({ trainLoss }) => trainLoss.deviation),
        },
      ],
    },
    claims: claimsOf(results, ranked),
  };
}

const paper = 'He et al. 2016, “Identity mappings in deep residual networks”';

function claimsOf(results: readonly Result[], ranked: readonly Result[]): Claim[] {
  const [identity, ...others] = results;
  const rival = ranked.find((each) => each !== identity);
  if (identity === undefined || rival === undefined) return [];
  const lower = others.filter((other) => isLower(other, identity));
  const failed = results.filter(({ paperError }) => paperError === null);
  const worst = ranked.slice(-failed.length);
  const correlation = rankCorrelation(results);
  return [
    {
      prediction:
        'the identity has the lowest training loss (here: no other is lower by more than two standard errors of the difference)',
      source: `${paper}, section 3.1`,
      measured: `${loss(identity)} with the identity, ${loss(rival)} with the best of the others (${rival.name})`,
      agrees: lower.length === 0,
    },
    {
      prediction:
        'the training losses rank as the errors of table 1 do (here: a rank correlation of at least 0.7)',
      source: `${paper}, table 1`,
      measured: `a rank correlation of ${correlation.toFixed(2)}`,
      agrees: correlation >= 0.7,
    },
    {
      prediction: `${failed.map(({ name }) => name).join(' and ')} train worst`,
      source: `${paper}, table 1: they failed, with errors above 20 %`,
      measured: `the highest training losses are those of ${worst.map(({ name }) => name).join(' and ')}`,
      agrees: failed.every((each) => worst.includes(each)),
    },
  ];
}

/** By more than two standard errors of the difference. */
function isLower({ trainLoss: a }: Result, { trainLoss: b }: Result): boolean {
  return b.mean - a.mean > 2 * Math.hypot(a.error, b.error);
}

function loss({ trainLoss: { mean: value, error } }: Result): string {
  return `${value.toFixed(3)} ± ${error.toFixed(3)}`;
}

/** Spearman's, between the paper's errors and the training losses; those that failed share a rank. */
function rankCorrelation(results: readonly Result[]): number {
  const theirs = ranks(results.map(({ paperError }) => paperError ?? Number.POSITIVE_INFINITY));
  const ours = ranks(results.map(({ trainLoss }) => trainLoss.mean));
  const center = mean(ours);
  let [both, a, b] = [0, 0, 0];
  for (const [i, rank] of ours.entries()) {
    const [x, y] = [rank - center, (theirs[i] ?? Number.NaN) - center];
    both += x * y;
    a += x * x;
    b += y * y;
  }
  return both / Math.sqrt(a * b);
}

/** From 1; equal values have the mean of their ranks. */
function ranks(values: readonly number[]): number[] {
  return values.map((value) => {
    const below = values.filter((other) => other < value).length;
    const equal = values.filter((other) => other === value).length;
    return below + (equal + 1) / 2;
  });
}
