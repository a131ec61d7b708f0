import { join } from 'node:path';
import { DataLoader, randomCrop } from '@plumbline/data';
import { crossEntropy } from '@plumbline/layers';
import { oneCycle, SGD } from '@plumbline/optimizers';
import { manualSeed } from '@plumbline/tensor';
import { type EpochReport, Trainer, type TrainerCallbacks } from '@plumbline/training';
import { checkpointFile, progressBar } from '@plumbline/training/node';
import { withInterruption } from '../interruption.ts';
import { prepareFolder, writeFiles } from '../output-folder.ts';
import { Screen } from '../screen.ts';
import { momentum } from '../settings.ts';
import { type Images, loadImages } from './images.ts';
import { models } from './models.ts';
import { claimFolder } from './run-folder.ts';
import type { TrainSettings } from './settings.ts';
import type { TrainedEpoch, TrainRun } from './train-run.ts';

const [runName, checkpointName] = ['run.json', 'checkpoint.safetensors'];

/**
 * Trains a network on images, prints how each epoch went, and keeps a checkpoint: the same command
 * goes on from it after a Ctrl-C, a crash or a power cut.
 */
export async function trainClassifier(settings: TrainSettings): Promise<TrainRun> {
  const images = await loadImages(settings);
  await prepareFolder(settings.out, [runName, checkpointName]);
  const before = await claimFolder(settings, runName);
  const screen = new Screen(settings.json ? process.stderr : process.stdout);
  return withInterruption(async (signal) => {
    const run = await fit(images, settings, { screen, signal, before });
    await writeRun(settings, run);
    if (settings.json) process.stdout.write(`${JSON.stringify(run, null, 2)}\n`);
    return run;
  });
}

async function fit(
  { train, test, channels, classes, name }: Images,
  settings: TrainSettings,
  { screen, signal, before }: { screen: Screen; signal: AbortSignal; before: TrainedEpoch[] },
): Promise<TrainRun> {
  const { batch, lr, weightDecay, epochs, crop, seed, out } = settings;
  manualSeed(seed);
  const model = models[settings.model]({ channels, classes });
  const loader = new DataLoader(train, {
    batchSize: batch,
    shuffle: true,
    seed,
    ...(crop === 0 ? {} : { transform: randomCrop({ padding: crop }) }),
  });
  const schedule = oneCycle(lr, epochs * loader.length);
  const options = { lr: schedule, momentum, nesterov: true, weightDecay };
  const optimizer = new SGD(model.parameters(), options);
  const head = { schema: 'plumbline-train/1', settings, parameters: model.parameterCount } as const;
  const done = [...before];
  const describe = (interrupted: boolean): TrainRun => ({
    ...head,
    epochs: [...done],
    interrupted,
  });

  screen.line(
    `${settings.model} (${model.parameterCount.toLocaleString('en-US')} parameters) on ${name}: ` +
      `${train.length.toLocaleString('en-US')} images to train on, ` +
      `${test.length.toLocaleString('en-US')} to test`,
  );
  let start = performance.now();
  const report: TrainerCallbacks = {
    onEpoch: async ({ epoch, loss, evaluation }: EpochReport) => {
      const seconds = (performance.now() - start) / 1000;
      start = performance.now();
      const { loss: testLoss = Number.NaN, accuracy: testAccuracy = Number.NaN } = evaluation;
      done.push({ epoch: epoch + 1, trainLoss: loss, testLoss, testAccuracy, seconds });
      // In a terminal the bar's own line says it.
      if (!screen.stream.isTTY) {
        const share = (100 * testAccuracy).toFixed(2);
        screen.line(
          `epoch ${epoch + 1} of ${epochs}: training loss ${loss.toFixed(4)}, test accuracy ` +
            `${share} %, ${seconds.toFixed(0)} s`,
        );
      }
      await writeRun(settings, describe(epoch + 1 < epochs));
    },
  };
  const trainer = new Trainer({
    model,
    optimizer,
    loss: crossEntropy,
    train: loader,
    evaluate: new DataLoader(test, { batchSize: 500 }),
    metrics: { accuracy: (logits, labels) => logits.argmax(1).eq(labels).mean() },
    epochs,
    checkpoint: checkpointFile(join(out, checkpointName), { everySteps: 100 }),
    callbacks: [progressBar({ stream: screen.stream }), report],
  });
  const { ending } = await trainer.fit({ signal });
  return describe(ending === 'aborted');
}

async function writeRun(settings: TrainSettings, run: TrainRun): Promise<void> {
  await writeFiles(settings.out, { [runName]: `${JSON.stringify(run, null, 2)}\n` });
}
