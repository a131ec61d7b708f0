import { init, initialize, type Module, Sigmoid } from '@plumbline/layers';
import { Generator, manualSeed, randn, type Tensor } from '@plumbline/tensor';
import { describe, expect, test } from 'vitest';
import { diagnose, findingsOf, signalPropagation } from '../src/index.ts';
import { changed, scaled } from './broken-models.ts';
import { images, mlp, points, residualMlp, shallowCnn } from './healthy-models.ts';

/** The finding of the rule, if there is one. */
function alike(model: Module, batch: Parameters<typeof diagnose>[1]) {
  return diagnose(model, batch).findings.find(({ rule }) => rule === 'alike-examples');
}

const biased = (model: Module) =>
  changed(model, '0.bias', ({ shape }: Tensor) => randn(shape, { generator: new Generator(3) }));

describe('examples that look alike to the network', () => {
  test.each([1, 2, 3])('stem weights that are small beside its bias, seed %i', (seed) => {
    manualSeed(seed);
    const found = alike(
      scaled(biased(residualMlp(4)), '0.weight', 1e-3),
      points(new Generator(seed)),
    );
    expect(found).toMatchObject({ severity: 'warning', threshold: 0.999 });
    expect(found?.layers[0]).toBe('0');
    expect(found?.cause).toMatch(/^The weights in 0 \(Linear\) are far too small beside its bias/);
    expect(alike(biased(residualMlp(4)), points(new Generator(seed)))).toBeUndefined();
  });

  test('a deep chain of sigmoids, by and by', () => {
    manualSeed(1);
    const model = initialize(
      mlp(16, () => new Sigmoid()),
      init.xavierNormal,
    );
    const found = alike(model, points(new Generator(2)));
    expect(found?.cause).toMatch(/^Each layer makes them more alike/);
    const { layers, inputCorrelation } = signalPropagation(model, points(new Generator(2))[0]);
    const name = found?.layers[0];
    expect(layers.find((layer) => layer.name === name)?.correlation).toBe(found?.measured);
    expect(Math.abs(inputCorrelation ?? 1)).toBeLessThan(0.1);
  });

  test('is no finding where batch normalization tells them apart again', () => {
    manualSeed(1);
    const model = scaled(shallowCnn(), '0.weight', 1e-3);
    expect(alike(model, images(new Generator(1)))).toBeUndefined();
  });

  test('nor where the input is alike, or there is one example', () => {
    manualSeed(1);
    const one = randn([1, 32]);
    const same = one.add(randn([16, 32]).mul(1e-4));
    expect(alike(mlp(4), same)).toBeUndefined();
    expect(alike(mlp(4), one)).toBeUndefined();
    const signal = signalPropagation(mlp(4), same);
    expect(findingsOf({ signal })).toEqual([]);
    const { inputCorrelation: _, ...unknown } = signal;
    expect(findingsOf({ signal: unknown })).toMatchObject([{ rule: 'alike-examples' }]);
  });
});
