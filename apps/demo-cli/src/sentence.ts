import { formatFactor, formatNorm } from '@plumbline/report';
import { count, plural } from './describe-run.ts';
import { percent } from './percent.ts';
import { type ModelRun, modelNamed, type Run } from './run.ts';

type Measured = Omit<Run, 'sentence'>;

/** What happened, in one sentence that says no more than was measured. */
export function sentenceFor(run: Measured): string {
  const [plain, residual] = [modelNamed(run, 'plain'), modelNamed(run, 'residual')];
  const clauses = [
    accuracies(plain, residual, run.data.chance),
    firstGradients(plain, residual),
    ...[plain, residual].flatMap(divergence),
  ];
  return `${opening(run, plain, residual)} ${clauses.join('; ')}.`;
}

function opening({ interrupted, settings }: Measured, plain: ModelRun, residual: ModelRun): string {
  if (!interrupted) return `After ${plural(settings.epochs, 'epoch')}`;
  const [a, b] = [plain, residual].map(({ trainLoss }) => count(trainLoss.length));
  const steps = plural(settings.steps, 'step');
  return `Stopped early, after ${a} (plain) and ${b} (residual) of ${steps},`;
}

/** Closer than this counts as the same. */
const margin = 0.01;

function accuracies(plain: ModelRun, residual: ModelRun, chance: number): string {
  const [p, r] = [plain.testAccuracy, residual.testAccuracy];
  if (Math.max(p, r) <= chance + margin) {
    const both = `${percent(r)} (residual) and ${percent(p)} (plain)`;
    return (
      `neither network does better than always giving the commonest answer would ` +
      `(${percent(chance)}): ${both} of the test images are classified right`
    );
  }
  if (Math.abs(p - r) < margin) {
    return `both networks classify about as many test images right, ${percent(r)} (residual) and ${percent(p)} (plain)`;
  }
  const [better, worse] = r > p ? [residual, plain] : [plain, residual];
  return (
    `the ${better.name} network classifies ${percent(better.testAccuracy)} of the test images right, ` +
    `the ${worse.name} one ${percent(worse.testAccuracy)}${atChance(worse.testAccuracy, chance)}`
  );
}

function atChance(accuracy: number, chance: number): string {
  if (accuracy > chance + margin) return '';
  const compared = accuracy > chance ? 'hardly better' : 'no better';
  return `, ${compared} than always giving the commonest answer would`;
}

function firstGradients(plain: ModelRun, residual: ModelRun): string {
  const [p, r] = [firstGradient(plain), firstGradient(residual)];
  const at = 'at initialization the gradient at the first layer';
  if (!Number.isFinite(p) || !Number.isFinite(r)) {
    return `${at} is not a finite number in both networks`;
  }
  const norms = `(plain ${formatNorm(p)}, residual ${formatNorm(r)})`;
  const [weaker, stronger] = p < r ? ['plain', 'residual'] : ['residual', 'plain'];
  const [small, large] = [Math.min(p, r), Math.max(p, r)];
  if (large === 0) return `${at} is exactly 0 in both networks`;
  if (small === 0) return `${at} is exactly 0 in the ${weaker} network ${norms}`;
  if (large / small < 2) return `${at} is about as strong in both ${norms}`;
  return `${at} is ${formatFactor(large / small)} times weaker in the ${weaker} network than in the ${stronger} one ${norms}`;
}

function firstGradient({ gradientNorms }: ModelRun): number {
  return gradientNorms.initialization[0] ?? Number.NaN;
}

function divergence({ name, trainLoss }: ModelRun): string[] {
  const step = trainLoss.findIndex((loss) => !Number.isFinite(loss));
  if (step === -1) return [];
  return [`from step ${count(step + 1)} on the ${name} network's loss is not finite`];
}
