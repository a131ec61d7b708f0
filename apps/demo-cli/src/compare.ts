import { DataLoader } from '@plumbline/data';
import { engine } from '@plumbline/tensor';
import { accuracy } from './accuracy.ts';
import { type Contestant, createContestants } from './contestant.ts';
import { runData, runSettings } from './describe-run.ts';
import { type Digits, loadDigits } from './digits.ts';
import { Interruption } from './errors.ts';
import { gradientNorms } from './gradient-norms.ts';
import { withInterruption } from './interruption.ts';
import { prepareFolder, writeFiles } from './output-folder.ts';
import { displayProgress } from './progress/progress-display.ts';
import { TrainingProgress } from './progress/training-progress.ts';
import { reportPage } from './report/page.ts';
import { printIntroduction, printOutcome } from './report/terminal.ts';
import type { ModelRun, Run } from './run.ts';
import { Screen } from './screen.ts';
import { sentenceFor } from './sentence.ts';
import type { Settings } from './settings.ts';
import { train } from './train.ts';

const [pageName, runName] = ['report.html', 'run.json'];

/**
 * Trains the two networks one after the other, prints what happened, and writes the report.
 * Whatever can be wrong with the input is found before the training starts.
 */
export async function compare(settings: Settings): Promise<void> {
  const digits = await loadDigits(settings);
  await prepareFolder(settings.out, [pageName, runName]);
  const screen = new Screen(settings.json ? process.stderr : process.stdout);
  await withInterruption(async (signal) => {
    const run = await measure(digits, settings, screen, signal);
    const json = `${JSON.stringify(run, null, 2)}\n`;
    const paths = await writeFiles(settings.out, { [pageName]: reportPage(run), [runName]: json });
    printOutcome(screen, run, paths);
    if (settings.json) process.stdout.write(json);
    if (run.interrupted) throw new Interruption();
  });
}

async function measure(
  digits: Digits,
  settings: Settings,
  screen: Screen,
  signal: AbortSignal,
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
  printIntroduction(screen, about, contestants);
  const models: ModelRun[] = [];
  for (const contestant of contestants) {
    models.push(await trainContestant(contestant, { digits, settings, steps, screen, signal }));
  }
  const interrupted = models.some(({ trainLoss }) => trainLoss.length < steps);
  const measured = { ...about, interrupted, models };
  return { ...measured, sentence: sentenceFor(measured) };
}

interface Training {
  readonly digits: Digits;
  readonly settings: Settings;
  readonly steps: number;
  readonly screen: Screen;
  readonly signal: AbortSignal;
}

/** After an interruption: what there is to measure of a network that trained less, or not at all. */
async function trainContestant(
  { name, model, initialNorms }: Contestant,
  { digits, settings, steps, screen, signal }: Training,
): Promise<ModelRun> {
  const { batch, seed, epochs, lr, depth } = settings;
  const trainLoss: number[] = [];
  const progress = new TrainingProgress(steps);
  const display = displayProgress(screen, name);
  const loader = new DataLoader(digits.train, { batchSize: batch, shuffle: true, seed });
  await train(model, loader, {
    epochs,
    lr,
    signal,
    onStep(step) {
      trainLoss.push(step.loss);
      progress.add(step);
      display.update(progress.status);
    },
  });
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
