import { backward, onGradient } from '@plumbline/autograd';
import {
  cifarResnet,
  Highway,
  Linear,
  ReLU,
  Residual,
  Sequential,
  SkipInit,
} from '@plumbline/layers';
import { Generator, keep, randn, type Tensor } from '@plumbline/tensor';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { watch } from '../src/index.ts';
import { difference, observe } from './two-linear-block.ts';

const cases = fc.record({
  width: fc.integer({ min: 1, max: 24 }),
  seed: fc.nat(),
  gain: fc.double({ min: 0.1, max: 3, noNaN: true }),
  scale: fc.constantFrom(1, 0.5, 2),
});

describe.each([
  ['float32', 1e-4],
  ['float64', 1e-10],
] as const)('the two terms of dL/dx in %s', (dtype, tolerance) => {
  test('are dL/dout and scale · dL/dout · (W3 W2), and add up to the whole', () => {
    fc.assert(
      fc.property(cases, (options) => {
        const { w2, w3, gradient, terms, input } = observe({ ...options, dtype });
        expect(difference(terms.identity, gradient)).toBe(0);
        const expected = gradient.matmul(w3.matmul(w2)).mul(options.scale);
        expect(difference(terms.branch, expected)).toBeLessThan(tolerance);
        expect(difference(terms.identity.add(terms.branch), input)).toBeLessThan(tolerance);
        expect(difference(terms.whole, input)).toBeLessThan(tolerance);
      }),
      { numRuns: 50 },
    );
  });

  test('the branch share grows with W2 and W3, and the identity term stays', () => {
    fc.assert(
      fc.property(cases, (options) => {
        const gains = [1e-3, 0.1, 1, 10];
        const observed = gains.map((gain) => observe({ ...options, gain, dtype }));
        for (const [i, { share, terms }] of observed.entries()) {
          const smaller = observed[i - 1];
          if (smaller !== undefined) expect(share).toBeGreaterThan(smaller.share);
          expect(difference(terms.identity, observed[0]?.gradient ?? terms.identity)).toBe(0);
        }
        expect(observed[0]?.share).toBeLessThan(1e-3);
      }),
      { numRuns: 20 },
    );
  });
});

describe('other blocks', () => {
  const draw = (seed: number, ...shape: number[]) =>
    randn(shape, { generator: new Generator(seed) });

  test('a projection is the shortcut term, and the activation is behind both', () => {
    const projection = new Linear(4, 6, { bias: false });
    const block = new Residual(new Linear(4, 6), { shortcut: projection, activation: new ReLU() });
    const model = new Sequential(block);
    const flow = watch(model);
    let checked = 0;
    const gradient = draw(2, 5, 6);
    flow.onSplit((name, { identity }) => {
      const mask = output.gt(0).to('float32');
      expect(name).toBe('0');
      expect(difference(identity, gradient.mul(mask).matmul(projection.weight))).toBeLessThan(1e-5);
      checked++;
    });
    const output = model.forward(draw(1, 5, 4));
    backward(output, { gradient });
    expect(checked).toBe(1);
  });

  test('nested and stacked blocks are told apart by their paths', () => {
    const inner = () => new Residual(new Linear(3, 3));
    const model = new Sequential(inner(), new Residual(new Sequential(inner(), new Linear(3, 3))));
    const flow = watch(model);
    backward(model.forward(draw(3, 2, 3)).sum());
    const { blocks } = flow.record();
    expect(blocks.map(({ name }) => name)).toEqual(['0', '1', '1.branch.0']);
    for (const { identity, branch, whole } of blocks) {
      expect([identity, branch, whole].flat().every((norm) => norm > 0)).toBe(true);
    }
  });

  test('blocks of a network under torchvision’s names, and gated and scaled ones', () => {
    const dtype = 'float64';
    const linear = (bias: boolean) => new Linear(5, 5, { bias, dtype });
    const model = new Sequential(
      cifarResnet({ depth: 8, width: 4, classes: 5, dtype }),
      new Highway(linear(false), linear(true)),
      new Residual(linear(true), { shortcutScale: 0.5, scale: new SkipInit({ init: 0.3, dtype }) }),
    );
    const flow = watch(model);
    const inputs = new Map<string, Tensor>();
    const wholes = new Map<string, Tensor>();
    let checked = 0;
    for (const [name, module] of model.namedModules()) {
      if (!(module instanceof Residual)) continue;
      module.onForwardPre((_, input) => {
        onGradient(input, (gradient) => void inputs.set(name, gradient.clone()));
      });
    }
    flow.onSplit((name, terms) => {
      checked++;
      expect(difference(terms.identity.add(terms.branch), terms.whole)).toBe(0);
      wholes.set(name, keep(terms.whole.clone()));
    });
    const generator = new Generator(4);
    backward(
      model
        .forward(randn([2, 3, 8, 8], { dtype, generator }))
        .square()
        .sum(),
    );
    const names = ['0.layer1.0', '0.layer2.0', '0.layer3.0', '1', '2'];
    expect(flow.record().blocks.map(({ name }) => name)).toEqual(names);
    expect(checked).toBe(5);
    for (const name of names) {
      expect(difference(wholes.get(name)!, inputs.get(name)!)).toBeLessThan(1e-10);
    }
  });
});
