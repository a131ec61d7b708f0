import { describe, expect, test } from 'vitest';
import * as library from '../src/index.ts';

const misspelled = { sed: 1 };
const x = library.ones([2, 3]);

/** Calls with options that TypeScript refuses. */
const functions: Readonly<Record<string, readonly unknown[]>> = {
  tensor: [[1]],
  zeros: [[2]],
  ones: [[2]],
  full: [[2], 1],
  arange: [0, 2, 1],
  linspace: [0, 1, 2],
  logspace: [0, 1, 2],
  eye: [2, 2],
  oneHot: [library.arange(2), 2],
  rand: [[2]],
  randn: [[2]],
  uniform: [0, 1, [2]],
  normal: [0, 1, [2]],
  bernoulli: [0.5, [2]],
  randint: [0, 2, [2]],
  multinomial: [x, 1],
};
const methods: Readonly<Record<string, readonly unknown[]>> = {
  ...Object.fromEntries(
    ['sum', 'prod', 'max', 'min', 'mean', 'var', 'std', 'norm', 'logsumexp', 'any', 'all']
      .concat(['argmax', 'argmin', 'sort', 'argsort'])
      .map((name) => [name, [0]]),
  ),
  topk: [1, 0],
};

describe('an option that there is not is named', () => {
  test.each(Object.entries(functions))('%s', (name, args) => {
    const make = () => Reflect.apply(Reflect.get(library, name), undefined, [...args, misspelled]);
    expect(make).toThrow(TypeError);
    expect(make).toThrow(`${name}: no option 'sed'; there are `);
  });
  test.each(Object.entries(methods))('x.%s', (name, args) => {
    const make = () => Reflect.apply(Reflect.get(x, name), x, [...args, misspelled]);
    expect(make).toThrow(TypeError);
    expect(make).toThrow(`${name}: no option 'sed'; there are `);
  });
});
