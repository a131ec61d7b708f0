import { expect, test } from 'vitest';
import { describeNetwork } from '../src/story/describe-state.ts';

const network = { loss: 2.3, accuracy: 0.1 };

test.each([
  [[1, 1], 0, 'The gradient arrives at the first layer.'],
  [[2e-10, 1], 0, 'The gradient at the first layer is 5 billion times weaker than at the last.'],
  [[0.0058, 1.3], 0, 'The gradient at the first layer is 220 times weaker than at the last.'],
  [[1, 2.5], 0, 'The gradient arrives at the first layer.'],
  [[5e4, 1], 0, 'The gradient at the first layer is 50 thousand times stronger than at the last.'],
  [[0, 1], 0, 'No gradient reaches the first layer.'],
  [[0, 0], 0, 'No layer gets a gradient.'],
  [[Number.NaN, 1], 0, 'The gradient is not finite.'],
] as const)('gradients %j at step %d: %s', (gradientNorms, step, sentence) => {
  expect(describeNetwork({ ...network, gradientNorms }, step)).toBe(sentence);
});

test('after a step it says what was learned', () => {
  const learned = { loss: 0.2, accuracy: 0.871, gradientNorms: [1, 1] };
  expect(describeNetwork(learned, 1)).toMatch(
    /first layer\. It learns: 87 % of new digits right\.$/,
  );
  expect(describeNetwork({ ...network, gradientNorms: [1, 1] }, 1)).toMatch(
    /does not read yet: 10 %/,
  );
  expect(describeNetwork({ ...learned, accuracy: 0.45 }, 1)).toMatch(/begins to read: 45 %/);
  expect(describeNetwork({ ...learned, loss: Number.NaN }, 1)).toMatch(/blown up/);
});
