import { lesion as measure } from '@plumbline/diagnostics';
import { cifarResnet } from '@plumbline/layers';
import type { Lesion, Outcome as Tested } from '@plumbline/report';
import { manualSeed } from '@plumbline/tensor';
import { percent } from '../percent.ts';
import type { Claim, Conditions, Outcome } from './experiment.ts';
import { firstOf, fit, loadSmallDigits, stepsOf } from './small-digits.ts';
import { median } from './statistics.ts';

const whole = {
  depth: 32,
  width: 8,
  digits: 3000,
  tested: 500,
  epochs: 5,
  batch: 50,
  lr: 0.05,
  /** Draws of blocks that are taken out together. */
  trials: 6,
};
const small = { ...whole, depth: 14, digits: 640, tested: 100, epochs: 2, batch: 32, trials: 2 };

/** A residual network and its plain twin, trained alike, with blocks taken out or swapped. */
export async function lesion(conditions: Conditions): Promise<Outcome> {
  const settings = conditions.quick ? small : whole;
  const { seed, signal, onProgress } = conditions;
  const digits = await loadSmallDigits(conditions, {
    train: settings.digits,
    test: settings.tested,
  });
  const steps = stepsOf(digits, settings);
  // The lesions take about half as long as the training of one network.
  const total = Math.ceil(2.5 * steps);
  let done = 0;
  const trained = async (shortcut: 'zero-pad' | 'none') => {
    const { depth, width } = settings;
    const { channels, classes } = digits;
    manualSeed(seed);
    const model = cifarResnet({ depth, width, channels, classes, shortcut });
    const onStep = () => onProgress(++done, total);
    await fit(model, digits, settings, { seed, signal, onStep });
    return model;
  };
  const [residual, plain] = [await trained('zero-pad'), await trained('none')];
  const blocks = (settings.depth - 2) / 2;
  const result = measure(residual, firstOf(digits.test), {
    twin: plain,
    onProgress: (tested, all) =>
      onProgress(2 * steps + Math.floor((tested / all) * (total - 2 * steps)), total),
    random: {
      dropped: [...new Set([1, 2, 4, 6, 8, 10, 12].filter((count) => count < blocks - 2))],
      trials: settings.trials,
      seed,
    },
  });
  return { settings: { ...settings, data: digits.name }, ...outcomeOf(result, digits.classes) };
}

const rightOf = ({ accuracy = Number.NaN }: Tested): number => accuracy;

/** What is said of one of the two networks. */
function summaryOf({ whole, dropped, swapped = [], random = [] }: Lesion) {
  return {
    whole: rightOf(whole),
    dropped: median(dropped.map(rightOf)),
    worst: Math.min(...dropped.map(rightOf)),
    swapped: median(swapped.map(rightOf)),
    random: random.map(({ meanAccuracy = Number.NaN }) => meanAccuracy),
  };
}

function outcomeOf(result: Lesion, classes: number): Omit<Outcome, 'settings'> {
  const { twin } = result;
  if (twin === undefined) throw new Error('the lesion has no twin');
  const [residual, plain] = [summaryOf(result), summaryOf(twin)];
  const names = result.dropped.map(({ block }) => block);
  const counts = result.random?.map(({ dropped }) => dropped) ?? [];
  const row = (name: string, each: ReturnType<typeof summaryOf>) => [
    name,
    ...[each.whole, each.dropped, each.worst, each.swapped, ...each.random].map(percent),
  ];
  return {
    numbers: result,
    table: {
      head: [
        'test accuracy',
        'whole',
        'one block out: median',
        'worst',
        'neighbours swapped: median',
        ...counts.map((count) => `${count} out at random: mean`),
      ],
      rows: [row('residual', residual), row('plain', plain)],
    },
    chart: {
      title: 'Test accuracy without a block',
      xLabel: 'block taken out',
      yLabel: 'share of the test digits classified right; dashed: the whole network',
      names,
      series: [
        { name: 'residual', mark: 'bars', values: accuracies(result, names) },
        { name: 'plain', mark: 'bars', values: accuracies(twin, names) },
        { name: '', mark: 'dashes', color: 0, values: names.map(() => residual.whole) },
        { name: '', mark: 'dashes', color: 1, values: names.map(() => plain.whole) },
      ],
    },
    claims: claimsOf(residual, plain, 1 / classes),
  };
}

/** NaN where a plain network's block changes the shape, and can't be taken out. */
function accuracies({ dropped }: Lesion, names: readonly string[]): number[] {
  return names.map((name) => {
    const found = dropped.find(({ block }) => block === name);
    return found === undefined ? Number.NaN : rightOf(found);
  });
}

type Summary = ReturnType<typeof summaryOf>;

const paper = 'Veit et al. 2016, “Residual networks behave like ensembles”';

function claimsOf(residual: Summary, plain: Summary, chance: number): Claim[] {
  const falls = residual.random.every((right, i) => right <= (residual.random[i - 1] ?? 1) + 0.02);
  return [
    {
      prediction:
        'most residual blocks can be taken out with little effect (here: the median costs at most 5 points of accuracy)',
      source: `${paper}, section 4.1`,
      measured: `the median block costs ${points(residual.whole - residual.dropped)}, the worst ${points(residual.whole - residual.worst)}`,
      agrees: residual.whole - residual.dropped <= 0.05,
    },
    {
      prediction:
        'a plain network without one of its blocks does no better than chance (here: the median has at most 10 points more)',
      source: `${paper}, section 4.1`,
      measured: `${percent(plain.dropped)} in the median, chance being ${percent(chance)}`,
      agrees: plain.dropped <= chance + 0.1,
    },
    {
      prediction:
        'the more residual blocks are out, the worse, little by little (here: no two more blocks cost more than half of what is above chance)',
      source: `${paper}, section 4.2`,
      measured: `on average ${residual.random.map(percent).join(', ')}`,
      agrees: falls && isGradual([residual.whole, ...residual.random], chance),
    },
    {
      prediction:
        'neighbours can change places in the residual network rather than in the plain one',
      source: `${paper}, section 4.3, which has residual networks alone`,
      measured: `the median pair costs ${points(residual.whole - residual.swapped)} there and ${points(plain.whole - plain.swapped)} in the plain one`,
      agrees: residual.whole - residual.swapped < plain.whole - plain.swapped,
    },
  ];
}

function isGradual(accuracies: readonly number[], chance: number): boolean {
  const [first = chance] = accuracies;
  return accuracies.every((right, i) => {
    const before = accuracies[i - 1] ?? right;
    return before - right <= (first - chance) / 2;
  });
}

function points(difference: number): string {
  return `${(100 * difference).toFixed(1)} points`;
}
