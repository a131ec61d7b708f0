import {
  BatchNorm1d,
  Conv2d,
  cifarResnet,
  LayerNorm,
  type Module,
  ReLU,
  Residual,
  ReZero,
  Sequential,
} from '@plumbline/layers';
import type { SignalLayer, SignalPropagation } from '@plumbline/report';
import { manualSeed, ones, randint, randn, type Tensor, zeros } from '@plumbline/tensor';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { signalPropagation } from '../src/index.ts';
import { inputs, linears, tanhNetwork, tanhPhases } from './random-network.ts';

type Quantity = 'meanSquare' | 'correlation' | 'gradientMeanSquare';

function predictedOf(layer: SignalLayer | undefined, quantity: Quantity): number {
  return layer?.predicted?.[quantity] ?? Number.NaN;
}

/** measured / predicted of every layer; NaN where there is no prediction. */
function ratios({ layers }: SignalPropagation, quantity: Quantity): number[] {
  return layers.map((layer) => layer[quantity] / predictedOf(layer, quantity));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

describe('tanh networks of width 512', () => {
  /** What a mean of squares over 512 normal units is off by chance. */
  const chance = Math.sqrt(2 / 512);

  test.each(tanhPhases)('in the $phase phase', ({ variance, bias, q, chi, c, depth }) => {
    const result = signalPropagation(tanhNetwork(variance, bias, depth), inputs(8, 512));
    const last = result.layers.at(-2);
    expect(predictedOf(last, 'meanSquare')).toBeCloseTo(q, 4);
    expect(predictedOf(last, 'correlation')).toBeCloseTo(c, 1);

    const squares = ratios(result, 'meanSquare');
    expect(Math.abs(mean(squares) - 1)).toBeLessThan(chance);
    expect(Math.max(...squares.map((ratio) => Math.abs(ratio - 1)))).toBeLessThan(4 * chance);
    for (const layer of result.layers) {
      const miss = layer.correlation - predictedOf(layer, 'correlation');
      expect(Math.abs(miss)).toBeLessThan(2 * chance);
    }
    // Gradients take a step by chance in every layer.
    const gradient = Math.log(ratios(result, 'gradientMeanSquare')[0] ?? Number.NaN);
    expect(Math.abs(gradient)).toBeLessThan(3 * chance * Math.sqrt(depth));
    const slack = 3 * chance * Math.sqrt(1.2 / depth);
    expect(Math.abs(1 / result.gradientLength + Math.log(chi))).toBeLessThan(slack);
    if (c === 1) expect(Math.abs(1 / result.correlationLength + Math.log(chi))).toBeLessThan(slack);
    else expect(result.correlationLength).toBeGreaterThan(depth);
  });
});

const blocks = (count: number, block: () => Module) => Array.from({ length: count }, block);

/** Mean squares, measured and predicted, after each block. */
function growth(model: Module, x: Tensor): { measured: number[]; predicted: number[] } {
  const { layers } = signalPropagation(model, x);
  const found = layers.filter(({ kind }) => kind === 'Residual');
  return {
    measured: found.map(({ meanSquare }) => meanSquare),
    predicted: found.map((layer) => predictedOf(layer, 'meanSquare')),
  };
}

describe('rectifier networks with weights of variance 2 / width', () => {
  test('keep the mean square on the average, and correlations follow the arc-cosine kernel', () => {
    const depth = 4;
    const measured = Array.from({ length: 16 }, (_, seed) => {
      const linear = linears(256, seed);
      const layers = blocks(depth, () => new Sequential(linear(Math.SQRT2), new ReLU()));
      return signalPropagation(new Sequential(...layers), inputs(6, 256, 100 + seed)).layers;
    });
    for (const layers of measured) {
      // Cho and Saul 2009: c -> (sin θ + (π - θ) cos θ) / π.
      for (let l = 0; l < depth; l++) {
        const theta = Math.acos(predictedOf(layers[2 * l], 'correlation'));
        const kernel = (Math.sin(theta) + (Math.PI - theta) * Math.cos(theta)) / Math.PI;
        expect(predictedOf(layers[2 * l + 1], 'correlation')).toBeCloseTo(kernel, 12);
        const half = predictedOf(layers[2 * l], 'meanSquare') / 2;
        expect(predictedOf(layers[2 * l + 1], 'meanSquare')).toBeCloseTo(half, 12);
      }
    }
    for (const quantity of ['meanSquare', 'correlation', 'gradientMeanSquare'] as const) {
      const layer = quantity === 'gradientMeanSquare' ? 0 : 2 * depth - 1;
      const all = measured.map(
        (layers) => (layers[layer]?.[quantity] ?? 0) / predictedOf(layers[layer], quantity),
      );
      const spread = Math.sqrt(
        mean(all.map((ratio) => (ratio - mean(all)) ** 2)) / (all.length - 1),
      );
      // √(5 / width) a layer (Hanin and Nica 2018), over the root of the networks: 0.07.
      expect(spread).toBeLessThan(0.1);
      expect(Math.abs(mean(all) - 1)).toBeLessThan(3.5 * spread);
    }
  });

  test('double it with every residual block', () => {
    const linear = linears(512, 3);
    const block = () => new Residual(new Sequential(linear(Math.SQRT2), new ReLU(), linear(1)));
    const { measured, predicted } = growth(new Sequential(...blocks(12, block)), inputs(8, 512));
    for (const [i, value] of predicted.entries()) {
      expect(value / predicted[0]! / 2 ** i).toBeCloseTo(1, 1);
      expect(Math.abs(Math.log(measured[i]! / value))).toBeLessThan(0.35);
    }
  });

  test('keep it where ReZero starts the branches at 0', () => {
    const linear = linears(64, 3);
    const block = () =>
      new Residual(new Sequential(linear(9), new ReLU()), { scale: new ReZero() });
    const model = new Sequential(...blocks(20, block));
    const { measured, predicted } = growth(model, inputs(8, 64));
    expect(new Set(measured).size).toBe(1);
    for (const value of predicted) expect(value).toBe(measured[0]);
    const { layers, gradientLength } = signalPropagation(model, inputs(8, 64));
    expect(gradientLength).toBe(Infinity);
    const first = layers.find(({ kind }) => kind === 'Residual');
    expect(first?.gradientMeanSquare).toBe(predictedOf(first, 'gradientMeanSquare'));
  });

  /** De and Smith 2020: the variance after block l is l. */
  test.each([
    ['batch normalization', () => new BatchNorm1d(512)],
    ['layer normalization', () => new LayerNorm(512)],
  ])('add one with every residual block that has %s', (_, norm) => {
    const linear = linears(512, 3);
    const block = () => new Residual(new Sequential(norm(), new ReLU(), linear(Math.SQRT2)));
    const model = new Sequential(linear(1), ...blocks(16, block));
    const { measured, predicted } = growth(model, inputs(32, 512));
    for (const [i, value] of predicted.entries()) {
      expect(value / (i + 2)).toBeCloseTo(1, 1);
      expect(Math.abs(measured[i]! / value - 1)).toBeLessThan(0.1);
    }
    const result = signalPropagation(model, inputs(32, 512));
    for (const layer of result.layers) {
      const miss = layer.correlation - predictedOf(layer, 'correlation');
      expect(Math.abs(miss)).toBeLessThan(0.08);
    }
    for (const ratio of ratios(result, 'gradientMeanSquare'))
      expect(Math.abs(ratio - 1)).toBeLessThan(0.12);
  });
});

describe('convolutions', () => {
  const geometry = fc.record({
    kernel: fc.integer({ min: 1, max: 4 }),
    stride: fc.integer({ min: 1, max: 3 }),
    padding: fc.integer({ min: 0, max: 3 }),
    dilation: fc.integer({ min: 1, max: 2 }),
    rows: fc.integer({ min: 8, max: 12 }),
  });

  test('read as many taps as lie inside of the image', () => {
    fc.assert(
      fc.property(geometry, ({ kernel, rows, ...options }) => {
        const taps = kernel ** 2;
        const layer = new Conv2d(1, taps, kernel, { ...options, bias: false });
        // One channel a tap: nothing overlaps, and what is read is counted.
        const weight = zeros([taps, taps]).add(1).tril().triu().reshape([taps, 1, kernel, kernel]);
        layer.weight.assign(weight);
        const { layers } = signalPropagation(layer, ones([2, 1, rows, rows + 1]));
        expect(predictedOf(layers[0], 'meanSquare')).toBeCloseTo(layers[0]?.meanSquare ?? 0, 6);
      }),
      { numRuns: 30 },
    );
  });

  test('in a preactivated ResNet', () => {
    manualSeed(1);
    const model = cifarResnet({ depth: 20, preActivation: true, width: 32 });
    const sample = [randn([8, 3, 16, 16]), randint(0, 10, [8])] as const;
    const { layers } = signalPropagation(model, sample);
    const ends = layers.filter(({ name }) => /^layer\d\.\d$/.test(name));
    expect(ends.length).toBe(9);
    for (const layer of ends) {
      expect(Math.abs(layer.meanSquare / predictedOf(layer, 'meanSquare') - 1)).toBeLessThan(0.2);
    }
    // Behind the blocks from which theory can come back.
    for (const layer of [ends[5], ends[8]]) {
      const ratio = (layer?.gradientMeanSquare ?? 0) / predictedOf(layer, 'gradientMeanSquare');
      expect(Math.abs(ratio - 1)).toBeLessThan(0.25);
    }
  });
});
