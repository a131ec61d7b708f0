import { Generator, randn } from '@plumbline/tensor';
import { expect, test } from 'vitest';
import { computeTwoTerms } from '../src/story/two-terms.ts';

const width = 8;

/** dL/dout, W2 and W3 as `computeTwoTerms` draws them, with gain 1. */
function drawn() {
  const generator = new Generator(3);
  const draw = (rows: number) => [
    ...randn([rows, width], { dtype: 'float64', generator }).dataSync(),
  ];
  const [gradient, , w2, w3] = [draw(1), draw(1), draw(width), draw(width)];
  const scale = 1 / Math.sqrt(width);
  return { gradient, w2: w2.map((w) => w * scale), w3: w3.map((w) => w * scale) };
}

/** A row times a matrix, in plain loops. */
function times(row: readonly number[], matrix: readonly number[]): number[] {
  return row.map((_, column) =>
    row.reduce((sum, value, i) => sum + value * matrix[i * width + column]!, 0),
  );
}

test.each([0, 0.05, 0.5, 1, 1.2])('with W2 and W3 × %d: dL/dout + dL/dout · W2 · W3', (gain) => {
  const { gradient, w2, w3 } = drawn();
  const { identity, branch, whole } = computeTwoTerms(gain);
  const expected = times(times(gradient, w2), w3).map((value) => value * gain ** 2);
  expect(identity.values).toEqual(gradient);
  for (const [i, value] of branch.values.entries()) expect(value).toBeCloseTo(expected[i]!, 12);
  for (const [i, value] of whole.values.entries()) {
    expect(value).toBeCloseTo(gradient[i]! + expected[i]!, 12);
  }
  expect(branch.norm).toBeCloseTo(Math.sqrt(expected.reduce((sum, v) => sum + v * v, 0)), 12);
});
