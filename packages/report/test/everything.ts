import type { Lesion, ReportData } from '../src/index.ts';

const passes = Array.from({ length: 40 }, (_, i) => i * 25);
const blockNames = Array.from({ length: 9 }, (_, i) => `layer${1 + Math.floor(i / 3)}.${i % 3}`);
const perPass = (value: (row: number, share: number) => number) =>
  passes.map((_, row) => value(row, row / (passes.length - 1)));
/** Repeats itself, so that pictures can be compared from run to run. */
const wave = (seed: number) => Math.sin(seed * 12.9898) * Math.sin(seed * 4.1414);

function layer(name: string, kind: string, depth: number, block: string | null) {
  const norm = perPass(
    (row, share) => 10 ** (-2.5 + 3.5 * depth - share + 0.25 * wave(row + 99 * depth)),
  );
  const isWeighted = kind !== 'ReLU';
  return {
    name,
    kind,
    block,
    parameters: isWeighted ? 2304 : 0,
    frozen: false,
    outputSize: 65536,
    activation: perPass((row) => 40 + 10 * depth + wave(row)),
    activationGradient: norm.map((value) => value * 0.3),
    ...(isWeighted
      ? {
          weight: perPass((_, share) => 8 - share),
          weightGradient: norm,
          update: norm.map((value) => value / 800),
        }
      : { dead: perPass((_, share) => 0.1 * depth * share) }),
    ...(name === 'fc' ? { nonFinite: perPass((row) => (row === 39 ? 0.25 : 0)) } : {}),
  };
}

const layers = [
  layer('conv1', 'Conv2d', 0, null),
  ...blockNames.flatMap((block, i) => [
    layer(`${block}.branch.0`, 'Conv2d', (i + 0.5) / 10, block),
    layer(`${block}.branch.1`, 'ReLU', (i + 0.6) / 10, block),
    layer(`${block}.branch.2`, 'Conv2d', (i + 0.7) / 10, block),
  ]),
  layer('fc', 'Linear', 1, null),
];

const blocks = blockNames.map((name, i) => {
  const branch = perPass((row, share) => 0.02 + 0.4 * share * (1 - i / 14) + 0.02 * wave(row + i));
  return {
    name,
    identity: branch.map((term) => 1 - term),
    branch,
    whole: branch.map((term) => Math.hypot(term, 1 - term)),
    cosine: perPass((row, share) => 0.3 * share + 0.1 * wave(row * 3 + i)),
    forwardRatio: perPass((_, share) => 0.2 + 0.6 * share * (i / 9)),
    forwardCosine: perPass((row) => 0.1 * wave(row + 7 * i)),
  };
});

const choose = (n: number, k: number): number => (k === 0 ? 1 : (choose(n - 1, k - 1) * n) / k);
const pathNorms = Array.from({ length: 10 }, (_, k) => choose(9, k) * 0.22 ** k);
const pathTotal = pathNorms.reduce((a, b) => a + b, 0);

const lesion: Lesion = {
  whole: { loss: 0.31, accuracy: 0.91 },
  dropped: blockNames.map((block, i) => ({
    block,
    loss: 0.33 + (i % 3 === 0 ? 0.5 : 0.06),
    accuracy: 0.9 - (i % 3 === 0 ? 0.16 : 0.02),
  })),
  swapped: [{ blocks: ['layer1.1', 'layer1.2'], loss: 0.36, accuracy: 0.89 }],
  random: [1, 2, 3, 5, 7].map((dropped) => ({
    dropped,
    trials: 20,
    meanLoss: 0.31 + 0.09 * dropped ** 1.4,
    deviation: 0.06 * dropped,
  })),
  twin: {
    whole: { loss: 0.48, accuracy: 0.86 },
    dropped: blockNames.map((block, i) => ({ block, loss: 2.1 + 0.25 * wave(i), accuracy: 0.11 })),
  },
};

const steps = Array.from({ length: 21 }, (_, i) => (i - 10) / 10);
const lags = Array.from({ length: 15 }, (_, i) => i);

/** A report with every part, made up. */
export const everything: ReportData = {
  title: 'ResNet-20 on CIFAR-10, step 975',
  model: { name: 'ResNet', parameters: 272474 },
  source: { framework: 'plumbline', version: '0.1.0' },
  findings: [
    {
      rule: 'non-finite',
      severity: 'error',
      title: 'Values that are not finite appear.',
      layers: ['fc'],
      evidence: '25 % of the outputs of fc are NaN in pass 975; every layer before it is finite.',
      cause: 'A learning rate that is too large for this layer, or a division by 0 in the loss.',
      advice: ['Divide the learning rate by 10.', 'Clip the gradient to a norm of 1.'],
      measured: 0.25,
      threshold: 0,
      source: 'any value that is not finite',
    },
    {
      rule: 'vanishing-gradient',
      severity: 'warning',
      title: 'The gradient vanishes towards the input.',
      layers: ['conv1', 'layer1.0', 'layer1.0.branch.0'],
      evidence: 'The gradient of conv1 is 3,200 times weaker than that of fc.',
      cause: 'Each block passes on less than what reaches it.',
      advice: [
        'Give the blocks identity shortcuts.',
        'Initialize the last layer of a branch with 0.',
      ],
      measured: 3.1e-4,
      threshold: 1e-3,
      source: 'Glorot and Bengio 2010, section 4.2',
    },
    {
      rule: 'collapsed-branch',
      severity: 'note',
      title: 'A residual branch carries little of the gradient.',
      layers: ['layer3.2'],
      evidence: 'The branch share of layer3.2 is 16 %.',
      cause: 'The block has hardly learned anything yet.',
      advice: ['Train on.'],
      measured: 0.16,
      threshold: 0.2,
      source: 'He et al. 2016, section 3',
    },
  ],
  training: {
    settings: { model: 'resnet20', lr: 0.1, data: null },
    epochs: [0.9, 0.3, 0.1].map((loss, i) => ({
      epoch: i + 1,
      trainLoss: loss,
      testLoss: 1.1 * loss,
      testAccuracy: 1 - 0.3 * loss,
      seconds: 12.5,
    })),
    interrupted: false,
  },
  flow: {
    passes,
    loss: perPass((row, share) => 2.3 * Math.exp(-2 * share) + 0.05 * wave(row)),
    layers,
    blocks,
  },
  signal: {
    layers: layers.map(({ name, kind, block }, i) => ({
      name,
      kind,
      block,
      ...(kind === 'ReLU' ? {} : { depth: i + 1 }),
      meanSquare: 1.12 ** i * (1 + 0.1 * wave(i)),
      mean: 0.1 * wave(i),
      correlation: 1 - 0.6 * 0.9 ** i,
      gradientMeanSquare: 1e-4 * 1.12 ** (30 - i),
      ...(i < 20
        ? {
            predicted: {
              meanSquare: 1.12 ** i,
              correlation: 1 - 0.6 * 0.9 ** i,
              gradientMeanSquare: 1e-4 * 1.12 ** (30 - i),
            },
          }
        : {}),
    })),
    correlationLength: 9.5,
    gradientLength: 8.8,
  },
  paths: {
    blocks: blockNames,
    lengths: pathNorms.map((norm, length) => ({
      length,
      paths: choose(9, length),
      norm,
      share: norm / pathTotal,
    })),
    whole: 5.1,
    effectiveDepth: 1.62,
    error: 3.1e-7,
  },
  lesion,
  shattering: {
    points: 64,
    autocorrelation: lags.map((lag) => 0.86 ** lag),
    whiteNoise: lags.map((lag) => (lag === 0 ? 1 : 0.03 * wave(lag))),
    brownNoise: lags.map((lag) => 1 - 0.05 * lag),
    correlation: 0.21,
  },
  spectrum: {
    jacobians: ['', ...blockNames].map((name, i) => ({
      name,
      inputs: 64,
      outputs: name === '' ? 10 : 64,
      singularValues: Array.from(
        { length: name === '' ? 10 : 24 },
        (_, k) => (name === '' ? 4 : 1.6) * (0.8 + i / 100) ** k,
      ),
      complete: name === '',
      conditionNumber: name === '' ? 7.45 : 150 + i,
      meanSquare: 1.2 + i / 10,
      isometryDistance: 0.4 + i / 40,
    })),
  },
  curvature: {
    parameters: 272474,
    largestEigenvalue: 48.2,
    residual: 2e-4,
    trace: 1310,
    traceError: 42,
    samples: 30,
  },
  landscape: {
    alpha: steps,
    beta: steps,
    loss: steps.map((b) =>
      steps.map((a) => 0.31 + 3 * a * a + 5 * b * b + a * b + 0.4 * Math.sin(4 * a) ** 2),
    ),
  },
  noise: {
    gradients: 64,
    examplesEach: 1,
    noiseScale: 812.4,
    layers: layers
      .filter(({ kind }) => kind !== 'ReLU')
      .map(({ name }, i) => ({ name, signalToNoise: 10 ** (-3 + i / 12 + 0.2 * wave(i)) })),
  },
};
