import fc from 'fast-check';
import type { ReportData } from '../src/index.ts';

/** -0 is 0 in JSON. */
const number = fc.double().map((value) => (value === 0 ? 0 : value));
const count = fc.nat();
const name = fc.string({ unit: 'binary', maxLength: 12 });
const names = fc.array(name, { maxLength: 4 });

const flow = fc.integer({ min: 0, max: 5 }).chain((passes) => {
  const series = fc.array(number, { minLength: passes, maxLength: passes });
  const layer = fc.record(
    {
      name,
      kind: name,
      block: fc.option(name),
      parameters: count,
      frozen: fc.boolean(),
      outputSize: count,
      activation: series,
      activationGradient: series,
      weight: series,
      weightGradient: series,
      update: series,
      dead: series,
      saturated: series,
      nonFinite: series,
    },
    { requiredKeys: ['name', 'kind', 'block', 'parameters', 'frozen'] },
  );
  const block = fc.record(
    {
      name,
      identity: series,
      branch: series,
      whole: series,
      sum: series,
      cosine: series,
      forwardRatio: series,
      forwardCosine: series,
    },
    { requiredKeys: ['name', 'identity', 'branch', 'whole'] },
  );
  return fc.record(
    {
      passes: fc.array(count, { minLength: passes, maxLength: passes }),
      loss: series,
      inputNonFinite: series,
      layers: fc.array(layer, { maxLength: 4 }),
      blocks: fc.array(block, { maxLength: 3 }),
    },
    { requiredKeys: ['passes', 'layers', 'blocks'] },
  );
});

const signal = fc.record({
  layers: fc.array(
    fc.record(
      {
        name,
        kind: name,
        block: fc.option(name),
        depth: count,
        meanSquare: number,
        mean: number,
        correlation: number,
        gradientMeanSquare: number,
        predicted: fc.record(
          { meanSquare: number, correlation: number, gradientMeanSquare: number },
          { requiredKeys: [] },
        ),
      },
      {
        requiredKeys: [
          'name',
          'kind',
          'block',
          'meanSquare',
          'mean',
          'correlation',
          'gradientMeanSquare',
        ],
      },
    ),
    { maxLength: 4 },
  ),
  correlationLength: number,
  gradientLength: number,
});

const outcome = { loss: number, accuracy: number };
const lesionParts = {
  whole: fc.record(outcome, { requiredKeys: ['loss'] }),
  dropped: fc.array(fc.record({ ...outcome, block: name }, { requiredKeys: ['loss', 'block'] }), {
    maxLength: 4,
  }),
  swapped: fc.array(fc.record({ ...outcome, blocks: fc.tuple(name, name) }), { maxLength: 3 }),
  random: fc.array(
    fc.record({ dropped: count, trials: count, meanLoss: number, deviation: number }),
    { maxLength: 3 },
  ),
};
const lesionKeys: { requiredKeys: ('whole' | 'dropped')[] } = {
  requiredKeys: ['whole', 'dropped'],
};
const lesion = fc.record({ ...lesionParts, twin: fc.record(lesionParts, lesionKeys) }, lesionKeys);

const landscape = fc
  .tuple(fc.integer({ min: 0, max: 4 }), fc.option(fc.integer({ min: 0, max: 4 })))
  .chain(([columns, rows]) => {
    const line = (length: number) => fc.array(number, { minLength: length, maxLength: length });
    const grid = (height: number) =>
      fc.array(line(columns), { minLength: height, maxLength: height });
    return rows === null
      ? fc.record({ alpha: line(columns), loss: grid(1) })
      : fc.record({ alpha: line(columns), beta: line(rows), loss: grid(rows) });
  });

const measurements = {
  flow,
  signal,
  lesion,
  landscape,
  paths: fc.record({
    blocks: names,
    lengths: fc.array(fc.record({ length: count, paths: number, norm: number, share: number }), {
      maxLength: 4,
    }),
    whole: number,
    effectiveDepth: number,
    error: number,
  }),
  shattering: fc.record({
    points: count,
    autocorrelation: fc.array(number, { maxLength: 5 }),
    whiteNoise: fc.array(number, { maxLength: 5 }),
    brownNoise: fc.array(number, { maxLength: 5 }),
    correlation: number,
  }),
  spectrum: fc.record({
    jacobians: fc.array(
      fc.record({
        name,
        inputs: count,
        outputs: count,
        singularValues: fc.array(number, { maxLength: 5 }),
        complete: fc.boolean(),
        conditionNumber: number,
        meanSquare: number,
        isometryDistance: number,
      }),
      { maxLength: 3 },
    ),
  }),
  curvature: fc.record({
    parameters: count,
    largestEigenvalue: number,
    residual: number,
    trace: number,
    traceError: number,
    samples: count,
  }),
  noise: fc.record({
    gradients: count,
    examplesEach: count,
    noiseScale: number,
    layers: fc.array(fc.record({ name, signalToNoise: number }), { maxLength: 4 }),
  }),
};

const finding = fc.record({
  rule: name,
  severity: fc.constantFrom('note', 'warning', 'error'),
  title: name,
  layers: names,
  evidence: name,
  cause: name,
  advice: names,
  measured: number,
  threshold: number,
  source: name,
});

/** What is read leaves out a key that would be an object's prototype. */
const settingName = name.filter((key) => key !== '__proto__');

const training = fc.record({
  settings: fc.dictionary(settingName, fc.oneof(name, count, fc.boolean(), fc.constant(null)), {
    maxKeys: 3,
    noNullPrototype: true,
  }),
  epochs: fc.array(
    fc.record({
      epoch: count,
      trainLoss: number,
      testLoss: number,
      testAccuracy: number,
      seconds: number,
    }),
    { maxLength: 3 },
  ),
  interrupted: fc.boolean(),
});

/** Any report: all parts or some, hostile names, numbers that are not finite. */
export const reportData: fc.Arbitrary<ReportData> = fc.record(
  {
    title: name,
    model: fc.record({ name, parameters: count }),
    source: fc.record({ framework: name, version: name }, { requiredKeys: ['framework'] }),
    findings: fc.array(finding, { maxLength: 3 }),
    training,
    ...measurements,
  },
  { requiredKeys: ['title', 'model', 'source'] },
);
