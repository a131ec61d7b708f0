import { Generator, manualSeed } from '@plumbline/tensor';
import { describe, expect, test } from 'vitest';
import { diagnose } from '../src/index.ts';
import { brokenModels } from './broken-models.ts';
import { lax } from './margins.ts';

describe('networks that are broken in one way', () => {
  test.each(brokenModels)('$name: $rule', ({ rule, make, batch, layer }) => {
    for (const seed of [1, 2]) {
      manualSeed(seed);
      const { findings } = diagnose(make(), batch(new Generator(seed)), { ...lax, passes: 1 });
      const found = findings.find((finding) => finding.rule === rule);
      expect(found?.severity).toMatch(/error|warning/);
      if (layer !== undefined) expect(found?.layers[0]).toBe(layer);
    }
  });
});
