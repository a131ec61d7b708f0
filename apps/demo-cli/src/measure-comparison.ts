import { DataLoader } from '@plumbline/data';
import { engine } from '@plumbline/tensor';
import { accuracy } from './accuracy.ts';
import { type Contestant, createContestants } from './contestant.ts';
import { runData, runSettings } from './describe-run.ts';
import type { Digits } from './digits.ts';
import { gradientNorms } from './gradient-norms.ts';
import type { LiveComparison } from './live/live-comparison.ts';
import { displayProgress } from './progress/progress-display.ts';
import { TrainingProgress } from './progress/training-progress.ts';
import { printIntroduction } from './report/terminal.ts';
import type { ModelRun, Run } from './run.ts';
import type { Screen } from './screen.ts';
import { sentenceFor } from './sentence.ts';
import type { Settings } from './settings.ts';
import { train } from './train.ts';

/** Who is told of a comparison as it goes on, and who may end it. */
export interface Audience {
  readonly screen: Screen;
  readonly signal: AbortSignal;
  readonly live: LiveComparison | null;
}

/** Trains the two networks of one depth. */
export async function measure(
  digits: Digits,
  settings: Settings,
  audience: Audience,
): Promise<Run> {
  const contestants = createContestants(digits, settings);
  const steps = settings.epochs * Math.ceil(digits.train.length / settings.batch);
  const about = {
    schema: 'plumbline-compare/1',
    startedAt: new Date().toISOString(),
    seed: settings.seed,
    engine: engine().name,
    node: process.version,
    settings: runSettings(settings, steps),
    data: runData(digits),
  } as const;
  printIntroduction(audience.screen, about, contestants);
  const models: ModelRun[] = [];
  for (const contestant of contestants) {
    models.push(await trainContestant(contestant, { digits, settings, steps, audience }));
  }
  const interrupted = models.some(({ trainLoss }) => trainLoss.length < steps);
  const measured = { ...about, interrupted, models };
  return { ...measured, sentence: sentenceFor(measured) };
}

interface Training {
  readonly digits: Digits;
  readonly settings: Settings;
  readonly steps: number;
  readonly audience: Audience;
}

/** After an interruption: what there is to measure of a network that trained less, or not at all. */
async function trainContestant(
  { name, model, initialNorms }: Contestant,
  { digits, settings, steps, audience: { screen, signal, live } }: Training,
): Promise<ModelRun> {
  const { batch, seed, epochs, lr, depth } = settings;
  const trainLoss: number[] = [];
  const progress = new TrainingProgress(steps);
  const display = displayProgress(screen, name);
  const loader = new DataLoader(digits.train, { batchSize: batch, shuffle: true, seed });
  const stopWatching = live?.begin(`${name}, ${depth} layers`, model);
  await train(model, loader, {
    epochs,
    lr,
    signal,
    onStep(step) {
      trainLoss.push(step.loss);
      live?.step(step.loss);
      progress.add(step);
      display.update(progress.status);
    },
  });
  stopWatching?.();
  const { seconds } = progress;
  if (trainLoss.length > 0) display.finish(progress.status);
  return {
    name,
    depth,
    parameters: model.parameterCount,
    testAccuracy: accuracy(model, digits.test),
    trainLoss,
    gradientNorms: { initialization: initialNorms, end: gradientNorms(model, digits.probe) },
    seconds,
  };
}
