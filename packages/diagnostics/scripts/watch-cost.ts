/**
 * What a watch costs: three trainings take turns step by step, without a watch and with one on every
 * 10th and on every step, so that what else the machine does meets all of them alike. Prints the median
 * of the ratios of rounds, its 95 % interval, and the quartiles.
 *
 *     node --conditions=development packages/diagnostics/scripts/watch-cost.ts [seconds] [threads]
 */
import { backward } from '@plumbline/autograd';
import {
  crossEntropy,
  Linear,
  type Module,
  ReLU,
  Residual,
  resnet20,
  Sequential,
} from '@plumbline/layers';
import { SGD } from '@plumbline/optimizers';
import { keep, randint, randn, useEngine } from '@plumbline/tensor';
import { watch } from '../src/index.ts';

const seconds = Number(process.argv[2] ?? 60);
const threads = process.argv[3];
useEngine(threads === undefined ? {} : { threads: Number(threads) });

/** A round holds one recorded pass of a watch on every 10th. */
const roundSteps = 10;
const warmUpRounds = 3;
const leastRounds = 5;

/** 50 layers of 64 and a last one: the identity and 25 blocks of two. */
function deepMlp(): Sequential {
  const block = () =>
    new Residual(new Sequential(new Linear(64, 64), new ReLU(), new Linear(64, 64)));
  return new Sequential(...Array.from({ length: 25 }, block), new Linear(64, 10));
}

const cases = [
  { name: '50-layer MLP, batch 32', make: deepMlp, input: [32, 64] },
  { name: 'ResNet-20, batch 32', make: resnet20, input: [32, 3, 32, 32] },
] as const;

function contestant(make: () => Module, input: readonly number[], every: number | null) {
  const model = make();
  const optimizer = new SGD(model.parameters(), { lr: 1e-3, momentum: 0.9 });
  if (every !== null) watch(model, { every });
  const x = keep(randn(input));
  const labels = keep(randint(0, 10, [32]));
  /** A training step, and its milliseconds. */
  const step = (): number => {
    const start = performance.now();
    const loss = crossEntropy(model.forward(x), labels);
    optimizer.zeroGrad();
    backward(loss);
    optimizer.step();
    loss.item();
    return performance.now() - start;
  };
  return { every, step, times: [] as number[] };
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.round(share * (sorted.length - 1))] ?? Number.NaN;
}

const percent = (ratio: number) => `${(100 * (ratio - 1)).toFixed(1)} %`;

for (const { name, make, input } of cases) {
  const contestants = [null, 10, 1].map((every) => contestant(make, input, every));
  const end = performance.now() + seconds * 1000;
  for (let round = -warmUpRounds; performance.now() < end || round < leastRounds; round++) {
    const sums = contestants.map(() => 0);
    for (let i = 0; i < roundSteps; i++) {
      for (let turn = 0; turn < contestants.length; turn++) {
        // The first one changes, so that none always runs after the same one.
        const place = (i + turn) % contestants.length;
        sums[place]! += contestants[place]!.step();
      }
    }
    if (round >= 0)
      for (const [place, { times }] of contestants.entries()) times.push(sums[place]!);
  }
  const [plain, ...watched] = contestants;
  const rounds = plain!.times.length;
  const ms = (quantile(plain!.times, 0.5) / roundSteps).toFixed(2);
  console.log(`${name}: ${ms} ms a step, ${rounds} rounds of ${roundSteps} steps`);
  for (const { every, times } of watched) {
    const ratios = times.map((time, i) => time / plain!.times[i]!);
    const [low, middle, high] = [0.25, 0.5, 0.75].map((share) => quantile(ratios, share));
    const quartiles = `${percent(low!)} to ${percent(high!)}`;
    // Of the median, as box plots notch it (McGill et al. 1978).
    const error = (100 * 1.57 * (high! - low!)) / Math.sqrt(rounds);
    console.log(`  every ${every}: ${percent(middle!)} ± ${error.toFixed(1)} (${quartiles})`);
  }
}
