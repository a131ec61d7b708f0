/**
 * What a watch costs: training steps in short stretches, without one and with one on every 10th and
 * on every step, in turn, many times over. Processor time on one thread, which what else a machine
 * does moves less than the clock on the wall.
 *
 *     node --conditions=development packages/diagnostics/scripts/watch-cost.ts [rounds]
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

useEngine({ threads: 1 });

/** A stretch holds one recorded pass of a watch on every 10th. */
const stretch = 10;
const rounds = Number(process.argv[2] ?? 30);

/** 50 layers of 64 and a last one: the identity and 25 blocks of two. */
function deepMlp(): Sequential {
  const block = () =>
    new Residual(new Sequential(new Linear(64, 64), new ReLU(), new Linear(64, 64)));
  return new Sequential(...Array.from({ length: 25 }, block), new Linear(64, 10));
}

const cases = [
  { name: '50-layer MLP, batch 32', make: deepMlp, input: [32, 64], steps: stretch },
  { name: 'ResNet-20, batch 32', make: resnet20, input: [32, 3, 32, 32], steps: stretch },
] as const;

function contestant(make: () => Module, input: readonly number[], every: number | null) {
  const model = make();
  const optimizer = new SGD(model.parameters(), { lr: 1e-3, momentum: 0.9 });
  if (every !== null) watch(model, { every });
  const x = keep(randn(input));
  const labels = keep(randint(0, 10, [32]));
  return (steps: number): number => {
    const start = process.cpuUsage();
    for (let step = 0; step < steps; step++) {
      const loss = crossEntropy(model.forward(x), labels);
      optimizer.zeroGrad();
      backward(loss);
      optimizer.step();
    }
    const { user, system } = process.cpuUsage(start);
    return (user + system) / 1000 / steps;
  };
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.round(share * (sorted.length - 1))] ?? Number.NaN;
}

for (const { name, make, input, steps } of cases) {
  const contestants = [null, 10, 1].map((every) => ({
    every,
    run: contestant(make, input, every),
    times: [] as number[],
  }));
  for (const { run } of contestants) run(steps);
  for (let round = 0; round < rounds; round++) {
    // The first one changes, so that none always runs after the same one.
    for (let i = 0; i < contestants.length; i++) {
      const { run, times } = contestants[(round + i) % contestants.length]!;
      times.push(run(steps));
    }
  }
  const [plain, ...watched] = contestants;
  const ms = (share: number) => quantile(plain!.times, share).toFixed(2);
  console.log(`${name}: ${ms(0)} ms a step at least, median ${ms(0.5)}, ${rounds} rounds`);
  for (const { every, times } of watched) {
    const ratios = times.map((time, i) => time / plain!.times[i]!);
    const percent = (ratio: number) => `${(100 * (ratio - 1)).toFixed(1)} %`;
    const [low, middle, high] = [0.25, 0.5, 0.75].map((share) => percent(quantile(ratios, share)));
    const least = percent(quantile(times, 0) / quantile(plain!.times, 0));
    console.log(`  every ${every}: ${least} by the minima, ${middle} by pairs (${low} to ${high})`);
  }
}
