import { describe, expect, it } from 'vitest';
import type { ModelRun, Run } from '../src/run.ts';
import { sentenceFor } from '../src/sentence.ts';

interface Outcome {
  readonly accuracy: number;
  readonly first: number;
  readonly trainLoss?: readonly number[];
}

function sentence(plain: Outcome, residual: Outcome, interrupted = false): string {
  const model = (name: ModelRun['name'], { accuracy, first, trainLoss = [2, 1] }: Outcome) => ({
    name,
    depth: 50,
    parameters: 1,
    testAccuracy: accuracy,
    trainLoss,
    gradientNorms: { initialization: [first, 1], end: [first, 1] },
    seconds: 1,
  });
  const run: Omit<Run, 'sentence'> = {
    schema: 'plumbline-compare/1',
    startedAt: '',
    seed: 0,
    engine: 'wasm',
    node: '',
    interrupted,
    settings: {
      depth: 50,
      width: 64,
      activation: 'ReLU',
      initialization: '',
      loss: '',
      optimizer: '',
      momentum: 0.9,
      lr: 0.1,
      schedule: '',
      epochs: 3,
      batch: 128,
      steps: 1407,
      quick: false,
    },
    data: {
      name: '',
      trainingExamples: 1,
      testExamples: 1,
      rows: 1,
      columns: 1,
      classes: 10,
      scaling: '',
      chance: 0.114,
    },
    models: [model('plain', plain), model('residual', residual)],
  };
  return sentenceFor(run);
}

describe('the sentence says what was measured', () => {
  it('when the plain network starves', () => {
    expect(sentence({ accuracy: 0.114, first: 1e-19 }, { accuracy: 0.97, first: 1 })).toBe(
      'After 3 epochs the residual network classifies 97.0 % of the test images right, the plain ' +
        'one 11.4 %, no better than always giving the commonest answer would; at initialization ' +
        'the gradient at the first layer is 10^19 times weaker in the plain network than in the ' +
        'residual one (plain 1.00e-19, residual 1.000).',
    );
  });

  it('when both learn', () => {
    const text = sentence({ accuracy: 0.971, first: 0.9 }, { accuracy: 0.969, first: 1.1 });
    expect(text).toContain('both networks classify about as many test images right');
    expect(text).toContain('about as strong in both');
    expect(text).not.toContain('commonest');
  });

  it('when the plain network is the better one', () => {
    const text = sentence({ accuracy: 0.9, first: 5 }, { accuracy: 0.12, first: 0.001 });
    expect(text).toContain('the plain network classifies 90.0 %');
    expect(text).toContain('the residual one 12.0 %, hardly better than');
    expect(text).toContain('5,000 times weaker in the residual network than in the plain one');
  });

  it('when neither learns', () => {
    const text = sentence({ accuracy: 0.1, first: 0 }, { accuracy: 0.1, first: 0 });
    expect(text).toContain('neither network does better');
    expect(text).toContain('exactly 0 in both networks');
  });

  it('when the gradient underflows in one network', () => {
    const text = sentence({ accuracy: 0.1, first: 0 }, { accuracy: 0.9, first: 1 });
    expect(text).toContain('exactly 0 in the plain network');
  });

  it('when something is not finite', () => {
    const diverged = { accuracy: 0.1, first: Number.NaN, trainLoss: [2, Number.NaN] };
    const text = sentence({ accuracy: 0.1, first: 1 }, diverged);
    expect(text).toContain('not a finite number in both networks');
    expect(text).toContain("from step 2 on the residual network's loss is not finite");
  });

  it('when it was interrupted', () => {
    const none = { accuracy: 0.1, first: 1, trainLoss: [] };
    expect(sentence({ accuracy: 0.1, first: 1 }, none, true)).toMatch(
      /^Stopped early, after 2 \(plain\) and 0 \(residual\) of 1,407 steps, neither network/,
    );
  });
});
