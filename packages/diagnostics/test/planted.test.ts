import { full, Generator, manualSeed } from '@plumbline/tensor';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Diagnosis, diagnose, type RuleName } from '../src/index.ts';
import { changed, Detached, interrupted, scaled } from './broken-models.ts';
import { mlp, points, residualMlp } from './healthy-models.ts';

const seed = fc.nat(1000);

function firstNamed(diagnosis: Diagnosis, rule: RuleName): string | undefined {
  return diagnosis.findings.find((finding) => finding.rule === rule)?.layers[0];
}

/** Plants at a random layer of an MLP of random depth; its layer i is named 2 i. */
function planted(property: (depth: number, at: number, seed: number) => void): void {
  const places = fc
    .integer({ min: 3, max: 10 })
    .chain((depth) => fc.tuple(fc.constant(depth), fc.integer({ min: 1, max: depth - 1 }), seed));
  const checked = fc.property(places, ([depth, at, number]) => {
    manualSeed(number);
    property(depth, at, number);
  });
  fc.assert(checked, { numRuns: 15 });
}

describe('a break planted at a random depth is found where it is', () => {
  const exponent = (at: number) => 4 + (at % 3);

  test('tiny weights', () => {
    planted((depth, at, number) => {
      const model = scaled(mlp(depth), `${2 * at}.weight`, 10 ** -exponent(at));
      const diagnosis = diagnose(model, points(new Generator(number)));
      expect(firstNamed(diagnosis, 'vanishing-gradient')).toBe(`${2 * at}`);
    });
  });

  test('huge weights', () => {
    planted((depth, at, number) => {
      const model = scaled(mlp(depth), `${2 * at}.weight`, 10 ** exponent(at));
      const diagnosis = diagnose(model, points(new Generator(number)));
      expect(firstNamed(diagnosis, 'exploding-gradient')).toBe(`${2 * at}`);
    });
  });

  test('dead units', () => {
    planted((depth, at, number) => {
      const model = changed(mlp(depth), `${2 * at}.bias`, ({ shape }) => full(shape, -50));
      const diagnosis = diagnose(model, points(new Generator(number)));
      expect(firstNamed(diagnosis, 'dead-units')).toBe(`${2 * at + 1}`);
    });
  });

  test('a gradient that ends', () => {
    planted((depth, at, number) => {
      const diagnosis = diagnose(
        interrupted(depth, at, new Detached()),
        points(new Generator(number)),
      );
      expect(firstNamed(diagnosis, 'no-gradient')).toBe(`${2 * at}`);
    });
  });

  test('a weight that is not finite', () => {
    planted((depth, at, number) => {
      const model = scaled(mlp(depth), `${2 * at}.weight`, Number.NaN);
      const diagnosis = diagnose(model, points(new Generator(number)));
      expect(firstNamed(diagnosis, 'non-finite')).toBe(`${2 * at}`);
    });
  });

  test('a branch of tiny and one of huge weights', () => {
    planted((depth, at, number) => {
      const sample = points(new Generator(number));
      const [tiny, huge] = [1e-6, 1e4].map((factor) =>
        scaled(
          scaled(residualMlp(depth), `${at}.branch.3.weight`, factor),
          `${at}.branch.3.bias`,
          factor,
        ),
      );
      expect(firstNamed(diagnose(tiny!, sample), 'collapsed-branch')).toBe(`${at}`);
      expect(firstNamed(diagnose(huge!, sample), 'branch-overwhelms-skip')).toBe(`${at}`);
    });
  });
});
