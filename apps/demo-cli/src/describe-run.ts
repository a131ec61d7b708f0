import type { Digits } from './digits.ts';
import type { RunData, RunHead, RunSettings } from './run.ts';
import { momentum, type Settings, warmupShare } from './settings.ts';

/** The settings of a run in the words of run.json. */
export function runSettings(settings: Settings, steps: number): RunSettings {
  const { depth, width, lr, epochs, batch, quick } = settings;
  return {
    depth,
    width,
    activation: 'ReLU',
    initialization: "uniform in ±1/√inputs (PyTorch's default), the same in both networks",
    loss: 'cross-entropy',
    optimizer: 'SGD',
    momentum,
    lr,
    schedule: `reached in the first ${warmupShare * 100} % of the steps, then half a cosine to 0`,
    epochs,
    batch,
    steps,
    quick,
  };
}

export function runData(digits: Digits): RunData {
  const { name, train, test, rows, columns, classes, pixels, chance } = digits;
  const [mean, std] = [pixels.mean.toFixed(4), pixels.std.toFixed(4)];
  return {
    name,
    trainingExamples: train.length,
    testExamples: test.length,
    rows,
    columns,
    classes,
    scaling: `(pixel / 255 - ${mean}) / ${std}`,
    chance,
  };
}

/** Everything that decides the outcome, as labels and values to print. */
export function describeSettings(about: RunHead, parameters: number): [string, string][] {
  const { settings: s, data: d, seed, engine, node } = about;
  const examples = `${count(d.trainingExamples)} training and ${count(d.testExamples)} test images`;
  return [
    [
      'networks',
      `${s.depth} linear layers, ${s.width} wide, ${s.activation}, ${count(parameters)} parameters`,
    ],
    ['initial weights', s.initialization],
    ['data', `${d.name}: ${examples}, ${d.rows} x ${d.columns}, ${d.classes} classes`],
    ['pixels', d.scaling],
    [
      'training',
      `${plural(s.epochs, 'epoch')}, ${plural(s.steps, 'step')} of ${s.batch}, ${s.loss}`,
    ],
    ['optimizer', `${s.optimizer}, momentum ${s.momentum}`],
    ['learning rate', `${s.lr}, ${s.schedule}`],
    ['seed', String(seed)],
    ['engine', `${engine}, Node ${node}`],
  ];
}

export function count(n: number): string {
  return n.toLocaleString('en-US');
}

export function plural(n: number, thing: string): string {
  return `${count(n)} ${thing}${n === 1 ? '' : 's'}`;
}
