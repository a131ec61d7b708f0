import { beforeAll, describe, expect, test } from 'vitest';
import { catalog, type ExperimentName, type SettingsOf } from '../src/experiments/catalog.ts';
import type { Picture } from '../src/experiments/experiment.ts';
import { concaveShare } from '../src/experiments/landscape.ts';
import { runners } from '../src/experiments/runners.ts';
import type { Digits } from '../src/story/digits.ts';
import { readDigits } from './read-digits.ts';

let digits: Digits;
beforeAll(async () => {
  digits = await readDigits();
});

interface Outcome {
  readonly picture: Picture;
  readonly shown: readonly Picture[];
  readonly progress: readonly number[];
}

async function run<Name extends ExperimentName>(
  name: Name,
  settings: Partial<SettingsOf[Name]>,
): Promise<Outcome> {
  const shown: Picture[] = [];
  const progress: number[] = [];
  const stage = {
    progress: (done: number, total: number) => progress.push(done / total),
    // Every call takes time.
    show: (picture: () => Picture) => shown.length < 2 && shown.push(picture()),
    digits: () => Promise.resolve(digits),
  };
  const picture = await runners[name]({ ...catalog[name].start, ...settings }, stage);
  return { picture, shown, progress };
}

const valuesOf = ({ chart }: Picture, name: string) =>
  chart.series.find((series) => series.name.startsWith(name))?.values ?? [];

test('depth: what PyTorch’s initialization leaves of a plain gradient is √(1/6) a block', async () => {
  const settings = { depth: 12, width: 64, initialization: 'pytorch' } as const;
  const { picture, shown, progress } = await run('depth', settings);
  const plain = valuesOf(picture, 'plain');
  const perBlock = (plain.at(-1) ?? Number.NaN) ** (1 / 12);
  // Six networks: ln of it has a deviation of √(5 / 4nL) / √6 = 0.016, and a mean of -5/4n = -0.02.
  expect(Math.log(perBlock)).toBeGreaterThan(Math.log(Math.sqrt(1 / 6)) - 0.02 - 4 * 0.016);
  expect(Math.log(perBlock)).toBeLessThan(Math.log(Math.sqrt(1 / 6)) - 0.02 + 4 * 0.016);
  expect(valuesOf(picture, 'residual with ReZero').at(-1)).toBeCloseTo(1, 12);
  expect(shown.length).toBeGreaterThan(1);
  expect(progress.at(-1)).toBe(1);
});

test('paths: shares of the gradient add up to 1, those of the paths are binomial', async () => {
  const { picture } = await run('paths', { blocks: 4, steps: 20 });
  const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
  expect(sum(valuesOf(picture, 'of the gradient, untrained'))).toBeCloseTo(1, 10);
  expect(sum(valuesOf(picture, 'of the gradient, step 20'))).toBeCloseTo(1, 10);
  expect(valuesOf(picture, 'of the paths')).toEqual([1, 4, 6, 4, 1].map((n) => n / 16));
  expect(picture.sentence).toMatch(/^The mean path through 4 blocks takes 2 branches/);
});

describe('what the pages tell readers to try', () => {
  test('lesion, 3 blocks: the plain network learns, and can’t spare a block', async () => {
    const { picture } = await run('lesion', { blocks: 3, steps: 100 });
    const [plain, ...plainWithout] = valuesOf(picture, 'plain');
    const [residual, ...residualWithout] = valuesOf(picture, 'residual');
    expect(plain).toBeGreaterThan(0.6);
    expect(Math.max(...plainWithout)).toBeLessThan(0.4);
    expect(residual).toBeGreaterThan(0.6);
    expect(Math.min(...residualWithout)).toBeGreaterThan(0.6);
  });

  test('lesion without training: nothing is to be lost', async () => {
    const { picture } = await run('lesion', { blocks: 3, steps: 0 });
    expect(Math.max(...valuesOf(picture, 'plain'))).toBeLessThan(0.3);
    expect(picture.sentence).toContain('The residual network gets');
  });

  test('shattering: white, between, brown; small branches and no normalization help', async () => {
    const at = (picture: Picture, name: string) => valuesOf(picture, name)[4] ?? Number.NaN;
    const { picture } = await run('shattering', {});
    const [plain, residual] = [at(picture, 'plain'), at(picture, 'residual')];
    expect(Math.abs(plain)).toBeLessThan(0.15);
    expect(residual).toBeGreaterThan(plain + 0.3);
    expect(residual).toBeLessThan(at(picture, 'brown noise'));
    expect(at(picture, 'plain network of 1 layer')).toBeGreaterThan(0.8);
    const small = await run('shattering', { beta: 0.1 });
    expect(at(small.picture, 'residual')).toBeGreaterThan(residual + 0.1);
    const bare = await run('shattering', { normalization: 'none' });
    expect(at(bare.picture, 'plain')).toBeGreaterThan(0.3);
    const shallow = await run('shattering', { depth: 4 });
    expect(at(shallow.picture, 'plain')).toBeGreaterThan(0.4);
  });

  test('landscape, 2 blocks: the plain network has a bowl', async () => {
    const { picture } = await run('landscape', { blocks: 2, steps: 100 });
    expect(concaveShare(valuesOf(picture, 'plain'))).toBeLessThan(0.1);
    const lowest = Math.min(...valuesOf(picture, 'plain'));
    expect(valuesOf(picture, 'plain')[0]).toBeGreaterThan(2 * lowest);
  });
});

test('concaveShare: 0 of a parabola, 1 of its negative, half of a sine', () => {
  const x = Array.from({ length: 101 }, (_, i) => (i - 50) / 50);
  expect(concaveShare(x.map((each) => each ** 2))).toBe(0);
  expect(concaveShare(x.map((each) => -(each ** 2)))).toBe(1);
  expect(concaveShare(x.map((each) => Math.sin(Math.PI * each)))).toBeCloseTo(0.5, 1);
});
