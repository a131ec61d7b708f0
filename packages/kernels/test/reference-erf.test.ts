import { expect, test } from 'vitest';
import { erf } from '../src/reference/erf.ts';

/** Computed with mpmath to 30 digits. The points straddle the borders of the approximations. */
const known: readonly (readonly [x: number, erf: number])[] = [
  [5e-324, 5e-324],
  [1e-300, 1.1283791670955126e-300],
  [1e-8, 1.1283791670955126e-8],
  [0.1, 0.1124629160182849],
  [0.25, 0.27632639016823696],
  [0.46875, 0.49261347321793797],
  [0.46876, 0.4926225311068465],
  [0.5, 0.5204998778130465],
  [0.75, 0.7111556336535151],
  [1, 0.8427007929497149],
  [1.25, 0.9229001282564583],
  [1.547, 0.9713149793729529],
  [2, 0.9953222650189527],
  [2.0865, 0.9968300338491713],
  [2.5, 0.999593047982555],
  [3, 0.9999779095030014],
  [3.5, 0.9999992569016276],
  [4, 0.9999999845827421],
  [4.5, 0.9999999998033839],
  [5, 0.9999999999984626],
  [5.5, 0.9999999999999927],
  [5.9, 0.9999999999999999],
  [6, 1],
  [7, 1],
];

test.each(known)('erf(%d) is %d to 1e-15', (x, expected) => {
  expect(Math.abs(erf(x) / expected - 1)).toBeLessThan(1e-15);
  expect(erf(-x)).toBe(-erf(x));
});

test('zeros keep their sign, infinities are ±1, NaN stays', () => {
  const values = [0, -0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN].map(erf);
  expect(values).toEqual([0, -0, 1, -1, Number.NaN]);
});

test('its slope is 2/√π e^(-x²)', () => {
  const h = 1e-4;
  for (let x = -3; x <= 3; x += 0.01) {
    const slope = (erf(x + h) - erf(x - h)) / (2 * h);
    expect(slope).toBeCloseTo((2 / Math.sqrt(Math.PI)) * Math.exp(-x * x), 7);
  }
});

test('it never falls', () => {
  let before = -1;
  for (let x = -6.5; x <= 6.5; x += 0.001) {
    const value = erf(x);
    expect(value).toBeGreaterThanOrEqual(before);
    before = value;
  }
});
