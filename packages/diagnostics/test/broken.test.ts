import { Conv2d } from '@plumbline/layers';
import { Generator, manualSeed } from '@plumbline/tensor';
import { describe, expect, test } from 'vitest';
import { diagnose } from '../src/index.ts';
import { brokenModels } from './broken-models.ts';
import { lax } from './margins.ts';

describe('networks that are broken in one way', () => {
  test.each(brokenModels)('$name: $rule', ({ rule, make, batch, layer }) => {
    for (const seed of [1, 2]) {
      manualSeed(seed);
      const model = make();
      const { findings } = diagnose(model, batch(new Generator(seed)), { ...lax, passes: 1 });
      const found = findings.find((finding) => finding.rule === rule);
      expect(found?.severity).toMatch(/error|warning/);
      if (layer !== undefined) expect(found?.layers[0]).toBe(layer);
      const hasImages = model.namedModules().some(([, each]) => each instanceof Conv2d);
      const unfit = hasImages ? 'BatchNorm1d' : 'BatchNorm2d';
      for (const { advice } of findings) expect(advice.join(' ')).not.toContain(unfit);
    }
  });
});

describe('a branch that adds nothing', () => {
  const finding = (name: string) => {
    const broken = brokenModels.find((model) => model.name === name);
    if (broken === undefined) throw new Error(`no broken model is ${name}`);
    manualSeed(1);
    const { findings } = diagnose(broken.make(), broken.batch(new Generator(1)));
    return findings.find(({ rule }) => rule === 'collapsed-branch');
  };

  test.each([
    ['a ResNet with a branch of tiny scale', 'layer2.2.bn2'],
    ['a transformer with a feed-forward layer of tiny weights', '2.linear2'],
  ])(
    '%s: the layer with the small weights is named, and no cause that is excluded',
    (name, layer) => {
      const found = finding(name);
      expect(found?.layers.at(-1)).toBe(layer);
      expect(found?.cause).toMatch(`The weights of ${layer} (`);
      expect(found?.cause).not.toMatch(/dead|decay/);
    },
  );
});
