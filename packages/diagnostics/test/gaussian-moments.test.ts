import { Module as Base, LeakyReLU, type Module, ReLU, Tanh } from '@plumbline/layers';
import type { Tensor } from '@plumbline/tensor';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { gaussianMoments } from '../src/index.ts';
import { tanhPhases } from './random-network.ts';

class Erf extends Base {
  forward(input: Tensor): Tensor {
    return input.erf();
  }
}

class Square extends Base {
  forward(input: Tensor): Tensor {
    return input.square();
  }
}

const meanSquare = fc.double({ min: 0.01, max: 4, noNaN: true });
const correlation = fc.double({ min: -1, max: 1, noNaN: true });

describe('gaussianMoments', () => {
  /** Williams 1998, "Computation with infinite neural networks". */
  test('of erf are those of its closed form', () => {
    fc.assert(
      fc.property(meanSquare, correlation, (q, c) => {
        const moments = gaussianMoments(new Erf(), q);
        const closed = (at: number) => (2 / Math.PI) * Math.asin((2 * at * q) / (1 + 2 * q));
        expect(moments.mean).toBeCloseTo(0, 12);
        expect(moments.meanSquare).toBeCloseTo(closed(1), 9);
        expect(moments.product(c)).toBeCloseTo(closed(c), 7);
        const slopes = (at: number) =>
          4 / Math.PI / Math.sqrt((1 + 2 * q) ** 2 - (2 * at * q) ** 2);
        expect(moments.slopeSquare).toBeCloseTo(slopes(1), 9);
        expect(moments.slopeProduct(c)).toBeCloseTo(slopes(c), 6);
      }),
      { numRuns: 20 },
    );
  });

  /** Isserlis: E u² v² = q² (1 + 2 c²). */
  test('of the square are moments of the normal distribution', () => {
    fc.assert(
      fc.property(meanSquare, correlation, (q, c) => {
        const moments = gaussianMoments(new Square(), q);
        expect(moments.mean).toBeCloseTo(q, 9);
        expect(moments.meanSquare).toBeCloseTo(3 * q ** 2, 9);
        expect(moments.product(c)).toBeCloseTo(q ** 2 * (1 + 2 * c ** 2), 9);
        expect(moments.slopeProduct(c)).toBeCloseTo(4 * q * c, 9);
      }),
      { numRuns: 20 },
    );
  });

  /** Cho and Saul 2009, for half of the plane. */
  test.each([0, 0.3, 1])('of a rectifier with slope %d are arc-cosine kernels', (slope) => {
    const activation: Module = slope === 0 ? new ReLU() : new LeakyReLU({ negativeSlope: slope });
    for (const c of [-1, -0.6, 0, 0.5, 1]) {
      const theta = Math.acos(c);
      const j1 = (at: number) => (Math.sin(at) + (Math.PI - at) * Math.cos(at)) / (2 * Math.PI);
      const j0 = (at: number) => (Math.PI - at) / (2 * Math.PI);
      const other = Math.PI - theta;
      const moments = gaussianMoments(activation, 1.7);
      const product = (1 + slope ** 2) * j1(theta) - 2 * slope * j1(other);
      expect(moments.product(c)).toBeCloseTo(1.7 * product, 2);
      const slopes = (1 + slope ** 2) * j0(theta) + 2 * slope * j0(other);
      expect(moments.slopeProduct(c)).toBeCloseTo(slopes, 1);
    }
  });

  test.each(tanhPhases)(
    'have the fixed points of tanh, $phase',
    ({ variance, bias, q, chi, c }) => {
      const next = (at: number) => variance * gaussianMoments(new Tanh(), at).meanSquare + bias;
      let found = 1;
      for (let i = 0; i < 60; i++) found = next(found);
      expect(found).toBeCloseTo(q, 5);
      const moments = gaussianMoments(new Tanh(), q);
      expect(variance * moments.slopeSquare).toBeCloseTo(chi, 5);
      expect((variance * moments.product(c) + bias) / q).toBeCloseTo(c, 5);
    },
  );

  test('refuses a mean square that none has', () => {
    expect(() => gaussianMoments(new Tanh(), -1)).toThrow('gaussianMoments: a mean square from 0');
    expect(() => gaussianMoments(new Tanh(), Number.NaN)).toThrow(RangeError);
  });
});
