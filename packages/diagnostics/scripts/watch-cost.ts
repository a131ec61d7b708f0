/**
 * What a watch on every 10th pass costs: in each period of ten steps all of them are compared with the
 * last five, which are those of a training without a watch. `seconds` are for each of the two models.
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

const every = 10;
/**
 * Later steps of a period are those of a training without a watch: its hooks are gone, and the caches
 * hold what they held before.
 */
const firstUnwatched = 5;
const leastPeriods = 10;
/** The share of the periods that only warms up. */
const warmUp = 0.1;

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

/** The milliseconds of the training steps of one period after the other, until the time is over. */
function periodsOf(model: Module, input: readonly number[]): number[][] {
  const optimizer = new SGD(model.parameters(), { lr: 1e-3, momentum: 0.9 });
  const x = keep(randn(input));
  const labels = keep(randint(0, 10, [32]));
  const step = (): number => {
    const start = performance.now();
    const loss = crossEntropy(model.forward(x), labels);
    optimizer.zeroGrad();
    backward(loss);
    optimizer.step();
    loss.item();
    return performance.now() - start;
  };
  watch(model, { every });
  const periods: number[][] = [];
  const end = performance.now() + seconds * 1000;
  while (performance.now() < end || periods.length < leastPeriods) {
    periods.push(Array.from({ length: every }, step));
  }
  return periods.slice(Math.ceil(warmUp * periods.length));
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.round(share * (sorted.length - 1))] ?? Number.NaN;
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

/** The median of what is above 1, its 95 % interval (as box plots notch it: McGill et al. 1978), and quartiles. */
function excess(ratios: readonly number[]): string {
  const [low, middle, high] = [0.25, 0.5, 0.75].map((share) => 100 * (quantile(ratios, share) - 1));
  const error = (1.57 * (high! - low!)) / Math.sqrt(ratios.length);
  const [m, e, l, h] = [middle!, error, low!, high!].map((percent) => percent.toFixed(1));
  return `${m} % ± ${e} (quartiles ${l} to ${h})`;
}

for (const { name, make, input } of cases) {
  const periods = periodsOf(make(), input);
  const unwatched = periods.map((period) => {
    const steps = period.slice(firstUnwatched);
    return sum(steps) / steps.length;
  });
  console.log(
    `${name}: ${quantile(unwatched, 0.5).toFixed(2)} ms a step, ${periods.length} periods`,
  );
  const whole = periods.map((period, i) => sum(period) / every / unwatched[i]!);
  const recorded = periods.map((period, i) => period[0]! / unwatched[i]!);
  console.log(`  every ${every}th pass recorded: ${excess(whole)}`);
  console.log(`  a recorded pass: ${excess(recorded)}`);
}
