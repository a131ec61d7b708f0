import type { ReportData } from '../src/index.ts';

/** A report of all that is measured once, with numbers that float32 holds. */
export const measuredReport: ReportData = {
  title: 'Two blocks',
  model: { name: 'Sequential', parameters: 24 },
  source: { framework: 'pencil', version: '2' },
  findings: [
    {
      rule: 'vanishing-gradient',
      severity: 'warning',
      title: 'The gradient vanishes towards the input.',
      layers: ['layer1.0', 'layer1.1'],
      evidence: 'It is 1e-9 at the first layer.',
      cause: 'No shortcuts.',
      advice: ['Add shortcuts.', 'Normalize.'],
      measured: 1e-9,
      threshold: 1e-3,
      source: 'He et al. 2015',
    },
  ],
  signal: {
    layers: [
      {
        name: 'a',
        kind: 'Linear',
        block: null,
        meanSquare: 1,
        mean: 0,
        correlation: 0.5,
        gradientMeanSquare: 2,
      },
      {
        name: 'b',
        kind: 'Linear',
        block: null,
        meanSquare: 0.5,
        mean: 0.25,
        correlation: 0.75,
        gradientMeanSquare: 4,
      },
    ],
    correlationLength: 8,
    gradientLength: -16,
  },
  paths: {
    blocks: ['layer1.0'],
    lengths: [
      { length: 0, paths: 1, norm: 3, share: 0.75 },
      { length: 1, paths: 1, norm: 1, share: 0.25 },
    ],
    whole: 3.5,
    effectiveDepth: 0.25,
    error: 0,
  },
  lesion: {
    whole: { loss: 1 },
    dropped: [{ block: 'layer1.0', loss: 1.5 }],
    random: [{ dropped: 2, trials: 3, meanLoss: 4, deviation: 0.5 }],
  },
  shattering: {
    points: 2,
    autocorrelation: [1, 0.5],
    whiteNoise: [1, 0],
    brownNoise: [1, 0.75],
    correlation: 0,
  },
  spectrum: {
    jacobians: [
      {
        name: '',
        inputs: 2,
        outputs: 2,
        singularValues: [2, 1],
        complete: true,
        conditionNumber: 2,
        meanSquare: 2.5,
        isometryDistance: 0.5,
      },
    ],
  },
  curvature: {
    parameters: 24,
    largestEigenvalue: 32,
    residual: 0,
    trace: 64,
    traceError: 1,
    samples: 8,
  },
  landscape: {
    alpha: [-1, 1],
    beta: [-1, 1],
    loss: [
      [5, 6],
      [7, 8],
    ],
  },
  noise: {
    gradients: 4,
    examplesEach: 1,
    noiseScale: 128,
    layers: [{ name: 'a', signalToNoise: 0.125 }],
  },
};
