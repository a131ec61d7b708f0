import '@plumbline/diagnostics/vitest';
import { init, initialize, Linear, ReLU, Sequential, Sigmoid } from '@plumbline/layers';
import { full, Generator, manualSeed, type Tensor } from '@plumbline/tensor';
import { describe, expect, test } from 'vitest';
import { changed, scaled } from './broken-models.ts';
import { mlp, points } from './healthy-models.ts';

function sample() {
  manualSeed(1);
  return points(new Generator(2));
}

const starved = () => scaled(mlp(6), '6.weight', 1e-5);
const dead = () => changed(mlp(4), '2.bias', ({ shape }: Tensor) => full(shape, -50));

describe('matchers', () => {
  test('pass for a network that is well', () => {
    const batch = sample();
    expect(mlp(4)).toPassGradients(batch);
    expect(mlp(4)).toPassGradients(batch, { minRatio: 0.05 });
    expect(mlp(4)).toHaveNoDeadUnits(batch);
    expect(mlp(4)).toPropagateSignal(batch);
    expect(mlp(4)).toBeHealthy(batch);
    expect(starved()).not.toPassGradients(batch);
    expect(dead()).not.toHaveNoDeadUnits(batch);
    expect(dead()).not.toBeHealthy(batch);
  });

  test.each([
    [[1, 2], '[input, target], two tensors, got [1, 2]; tensor(...) makes one of an array'],
    [[Float32Array.of(1), [0]], 'got [an array, an array]; tensor('],
    [[full([1], 1)], 'got [a tensor]'],
    [undefined, 'got undefined'],
    [{}, 'got an object'],
  ])('a sample is a tensor or two, not %j', (wrong, message) => {
    const expected = expect(mlp(4));
    const call = () => Reflect.apply(expected.toBeHealthy, expected, [wrong]);
    expect(call).toThrow(TypeError);
    expect(call).toThrow(message);
  });

  test.each([
    ['toPassGradients', 'loss, minRatio, maxRatio'],
    ['toHaveNoDeadUnits', 'loss, maxShare'],
    ['toPropagateSignal', 'loss, minRatio, maxRatio, maxCorrelation'],
    ['toBeHealthy', 'passes, loss, onProgress, rules'],
  ] as const)('%s names itself and its options where one is misspelled', (name, there) => {
    const expected = expect(mlp(2));
    const call = () => Reflect.apply(expected[name], expected, [sample(), { ratio: 1 }]);
    expect(call).toThrow(TypeError);
    expect(call).toThrow(`${name}: no option 'ratio'; there are ${there}`);
  });

  test('a signal is lost, blown up, or the same for all examples', () => {
    const batch = sample();
    const grown = initialize(mlp(16), (shape, random) => init.kaimingNormal(shape, random).mul(3));
    const same = initialize(
      mlp(16, () => new Sigmoid()),
      init.xavierNormal,
    );
    expect(() => expect(starved()).toPropagateSignal(batch)).toThrow(
      /^expected Sequential to propagate a signal\n\nroot mean square .*\n {2}█[▁-█]+\n\n✗ 6 \(Linear\): its root mean square is .*e-5 times that of the first, less than 0\.01\.$/,
    );
    expect(() => expect(grown).toPropagateSignal(batch)).toThrow('more than 100');
    expect(() => expect(same).toPropagateSignal(batch)).toThrow('different examples look the same');
    expect(same).toPropagateSignal(batch, { maxCorrelation: 1.1 });
    expect(() => expect(mlp(4)).not.toPropagateSignal(batch)).toThrow('not to propagate a signal');
    // @ts-expect-error: maxCorrelation it is
    expect(() => expect(same).toPropagateSignal(batch, { correlation: 1 })).toThrow('no option');
  });

  test('take thresholds', () => {
    const batch = sample();
    expect(starved()).toPassGradients(batch, { minRatio: 1e-9 });
    expect(mlp(4)).not.toPassGradients(batch, { minRatio: 0.99 });
    expect(mlp(4)).not.toPassGradients(batch, { maxRatio: 0.1 });
    expect(dead()).toHaveNoDeadUnits(batch, { maxShare: 1.1 });
    expect(starved()).toBeHealthy(batch, { rules: { 'vanishing-gradient': false } });
  });

  test('take an input alone, and a loss', () => {
    const [input] = sample();
    const model = new Sequential(new Linear(input.shape[1] ?? 0, 4), new ReLU(), new Linear(4, 2));
    expect(model).toPassGradients(input);
    expect(model).not.toPassGradients(input, { loss: (output) => output.mul(0).sum() });
  });

  test('a failure shows the gradient by depth, and what was found', () => {
    const batch = sample();
    expect(() => expect(starved()).toPassGradients(batch)).toThrow(
      /^expected Sequential to pass gradients\n\n\|dL\/d output\| by depth, .*\n {2}▁{6}[▅▆▇█]{7}\n\nDiagnosis of Sequential\n[\s\S]*! warning\s+The gradient vanishes towards the input\.\n\s+where\s+6, 5, 4, 3, 2, 1, 0\n\s+evidence[\s\S]*at 6\s+\(Linear\)/,
    );
    expect(() => expect(dead()).toHaveNoDeadUnits(batch)).toThrow(
      /^expected Sequential to have no dead units\n\n[\s\S]*✗ error\s+A whole layer is dead\.\n\s+where\s+3/,
    );
    expect(() => expect(starved()).toBeHealthy(batch)).toThrow('expected Sequential to be healthy');
  });

  test('a failure of the contrary says so', () => {
    const batch = sample();
    expect(() => expect(mlp(4)).not.toPassGradients(batch)).toThrow(
      /^expected Sequential not to pass gradients, and nothing was found\n\n\|dL/,
    );
  });

  test('refuse what is no model, and other options', () => {
    const batch = sample();
    expect(() => expect(3).toBeHealthy(batch)).toThrow('takes a Module, got 3');
    // @ts-expect-error: minRatio it is
    expect(() => expect(mlp(2)).toPassGradients(batch, { ratio: 1 })).toThrow("no option 'ratio'");
    // @ts-expect-error: a sample is a tensor, or an input and a target
    expect(() => expect(mlp(2)).toBeHealthy(3)).toThrow();
  });
});
