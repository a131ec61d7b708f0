import { backward, grad, onGradient } from '@plumbline/autograd';
import { full, Generator, manualSeed, ones, randn, type Tensor } from '@plumbline/tensor';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  Conv2d,
  cifarResnet,
  DropPath,
  Highway,
  Identity,
  LayerScale,
  Linear,
  type Module,
  ReLU,
  Residual,
  ReZero,
  Sequential,
  SkipInit,
  SqueezeExcitation,
  Tanh,
  ZeroPad,
} from '../src/index.ts';
import { expectClose, expectSame } from './close.ts';

const mlp = (width = 6) => new Sequential(new Linear(width, 9), new ReLU(), new Linear(9, width));

describe('identity at the start', () => {
  test.each([
    ['ReZero', () => new ReZero()],
    ['SkipInit', () => new SkipInit()],
    ['LayerScale from 0', () => new LayerScale(6, { init: 0 })],
  ])('%s: y is x, dL/dx is dL/dy, and only the scale learns at first', (_, scale) => {
    const block = new Residual(mlp(), { scale: scale() });
    const [x, g] = [randn([4, 6]), randn([4, 6])];
    expectSame(block.forward(x), x);
    const loss = (x: Tensor) => block.forward(x).mul(g).sum();
    expectSame(grad(loss)(x), g);
    backward(loss(x));
    for (const [name, { grad }] of block.namedParameters()) {
      const size = grad?.abs().max().item() ?? expect.fail(`${name} has no gradient`);
      if (name.startsWith('scale')) expect(size).toBeGreaterThan(0);
      else expect(size).toBe(0);
    }
  });

  test('the parameters are in the state dict, and `init` is what they start as', () => {
    const block = new Residual(new Identity(), { scale: new LayerScale(6, { init: 0.1 }) });
    expect(Object.keys(block.stateDict())).toEqual(['scale.gamma']);
    expectClose(block.forward(ones([1, 6])), full([6], 1.1), 1e-6);
    const scalar = new Residual(new Identity(), { scale: new SkipInit({ init: 0.5 }) });
    expect(Object.keys(scalar.stateDict())).toEqual(['scale.alpha']);
    expect(scalar.stateDict()['scale.alpha']?.shape).toEqual([]);
    expectClose(scalar.forward(ones([6])), full([6], 1.5), 0);
  });
});

describe('Highway', () => {
  const gateWithBias = (bias: number): Highway => {
    const gate = new Linear(6, 6);
    gate.weight.assign(gate.weight.mul(0.1));
    gate.bias?.assign(full([6], bias));
    return new Highway(mlp(), gate);
  };

  test('a closed gate carries x, an open one gives F(x)', () => {
    const x = randn([4, 6]);
    expectClose(gateWithBias(-40).forward(x), x, 1e-6);
    const open = gateWithBias(40);
    expectClose(open.forward(x), open.branch.forward(x), 1e-6);
  });

  test('every element lies between x and F(x)', () => {
    fc.assert(
      fc.property(fc.double({ min: -4, max: 4, noNaN: true }), fc.nat(1e6), (bias, seed) => {
        const block = gateWithBias(bias);
        const x = randn([3, 6], { generator: new Generator(seed) });
        const [y, f] = [block.forward(x), block.branch.forward(x)];
        const inside = y.ge(x.minimum(f).sub(1e-6)).logicalAnd(y.le(x.maximum(f).add(1e-6)));
        expect(inside.sum().item()).toBe(18);
      }),
      { numRuns: 30 },
    );
  });

  test('a gate of another width is an error', () => {
    const block = new Highway(new Linear(1, 1), new Linear(1, 6));
    expect(() => block.forward(randn([4, 1]))).toThrow(
      'Highway: the gate gives [4, 6], the branch [4, 1]; the gate must fit [4, 1]',
    );
  });
});

describe('the two terms of dL/dx stay apart in every variant, and add up', () => {
  const variants: Readonly<Record<string, () => Residual>> = {
    constantScale: () => new Residual(mlp(), { shortcutScale: 0.5, scale: 0.3 }),
    reZero: () => new Residual(mlp(), { scale: new SkipInit({ init: 0.3 }) }),
    layerScale: () => new Residual(mlp(), { scale: new LayerScale(6, { init: 0.3 }) }),
    dropPath: () => new Residual(mlp(), { scale: new DropPath(0.5) }),
    highway: () => new Highway(mlp(), new Linear(6, 6)),
    activation: () => new Residual(mlp(), { activation: new ReLU() }),
  };

  test.each(Object.entries(variants))('%s', (_, make) => {
    const block = make();
    const x = randn([5, 6]);
    const { identity, branch, whole } = termsOf(block, x, block.branch);
    expectClose(identity.add(branch), whole, 1e-5);
    expect(branch.norm().item()).toBeGreaterThan(0);
  });

  test('the constant-scaled shortcut’s is the constant times dL/dy', () => {
    const block = variants['constantScale']!();
    expectClose(termsOf(block, randn([5, 6]), block.branch).identity, full([30], 0.5), 0);
  });

  test('in a block with torchvision’s names too', () => {
    const model = cifarResnet({ depth: 8, width: 4 });
    const block = model
      .namedModules()
      .flatMap(([name, module]) =>
        name === 'layer2.0' && module instanceof Residual ? [module] : [],
      )[0];
    if (block === undefined) throw new Error('layer2.0 is no Residual');
    const { identity, branch, whole } = termsOf(block, randn([2, 4, 6, 6]), block.branch);
    expectClose(identity.add(branch), whole, 1e-5);
    expect(identity.norm().item()).toBeGreaterThan(0);
  });

  /** For L = sum(y): the gradients at the inputs of shortcut and branch, and at x. */
  function termsOf(block: Residual, x: Tensor, inner: Module) {
    const found: Tensor[] = [];
    const stops = [block.shortcut, inner].map((side, i) =>
      side.onForwardPre((_, input) => {
        onGradient(input, (gradient) => {
          found[i] = gradient.clone();
        });
      }),
    );
    const whole = grad((x) => block.forward(x).sum())(x);
    for (const stop of stops) stop();
    const [identity, branch] = found;
    if (identity === undefined || branch === undefined) throw new Error('a term did not arrive');
    return { identity, branch, whole };
  }
});

describe('without its branch', () => {
  test('a block is its shortcut, scaled, between preactivation and activation', () => {
    const shortcut = new Linear(6, 6);
    const options = { shortcut, shortcutScale: 0.5, activation: new ReLU() };
    const block = new Residual(mlp(), { ...options, preActivation: new Tanh() });
    const x = randn([4, 6]);
    expectSame(block.withoutBranch(x), shortcut.forward(x.tanh()).mul(0.5).relu());
    const silent = new Residual(mlp(), { ...options, scale: new SkipInit() });
    expectSame(silent.withoutBranch(x), silent.forward(x));
  });

  test('a highway block carries x, as with a closed gate', () => {
    const x = randn([4, 6]);
    expectSame(new Highway(mlp(), new Linear(6, 6)).withoutBranch(x), x);
  });
});

describe('ZeroPad', () => {
  test('takes every stride-th row and column, then channels of zeros', () => {
    const sizes = fc.integer({ min: 1, max: 7 });
    fc.assert(
      fc.property(
        sizes,
        sizes,
        sizes,
        fc.nat(4),
        fc.integer({ min: 1, max: 3 }),
        (c, h, w, more, stride) => {
          const x = randn([2, c, h, w]);
          const y = new ZeroPad(c + more, { stride }).forward(x);
          const strided = new Conv2d(c, c + more, 3, { stride, padding: 1 }).forward(x);
          expect(y.shape).toEqual(strided.shape);
          expectSame(
            y.slice(null, [0, c]),
            x.slice(null, null, [null, null, stride], [null, null, stride]),
          );
          expect(y.slice(null, [c, null]).abs().sum().item()).toBe(0);
        },
      ),
    );
  });

  test('refuses fewer channels', () => {
    expect(() => new ZeroPad(2).forward(randn([1, 3, 4, 4]))).toThrow(
      'ZeroPad(2): an input of shape [1, 3, 4, 4]; expected [N, C, H, W] with C at most 2',
    );
  });
});

describe('SqueezeExcitation', () => {
  test('gates each channel of each sample by one number in (0, 1)', () => {
    const layer = new SqueezeExcitation(8, 2);
    const x = randn([3, 8, 5, 5]).abs().add(1);
    const factors = layer.forward(x).div(x);
    expectClose(
      factors.sub(factors.slice(null, null, [0, 1], [0, 1])),
      new Float32Array(600),
      1e-6,
    );
    expect(factors.min().item()).toBeGreaterThan(0);
    expect(factors.max().item()).toBeLessThan(1);
  });

  test('refuses other channels', () => {
    expect(() => new SqueezeExcitation(8, 2).forward(randn([3, 4, 5, 5]))).toThrow(
      'SqueezeExcitation(8): an input of shape [3, 4, 5, 5]; expected [N, 8, H, W]',
    );
  });
});

describe('DropPath', () => {
  test('drops whole samples, and scales the others by 1 / (1 - p)', () => {
    manualSeed(1);
    const y = new DropPath(0.25).forward(ones([400, 3, 2]));
    const samples = y.reshape([400, 6]);
    expectSame(samples.min(1), samples.max(1));
    const kept = [...samples.max(1).dataSync()];
    expect(new Set(kept.map((v) => Math.fround(v)))).toEqual(new Set([0, Math.fround(4 / 3)]));
  });

  test('keeps the expectation: within five standard errors', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.05, max: 0.9, noNaN: true }), fc.nat(1e6), (p, seed) => {
        manualSeed(seed);
        const n = 4000;
        const mean = new DropPath(p)
          .forward(ones([n, 1]))
          .mean()
          .item();
        expect(Math.abs(mean - 1)).toBeLessThan(5 * Math.sqrt(p / (1 - p) / n));
      }),
      { numRuns: 50 },
    );
  });

  test('is the identity in eval and with p = 0, and nothing with p = 1', () => {
    const x = randn([4, 3]);
    expect(new DropPath(0.9).eval().forward(x)).toBe(x);
    expect(new DropPath(0).forward(x)).toBe(x);
    expectSame(new DropPath(1).forward(x).abs(), x.mul(0).abs());
  });

  test('repeats with the seed, and reaches eval inside networks', () => {
    const model = cifarResnet({ depth: 8, width: 4, dropPath: 0.9 });
    const x = randn([8, 3, 8, 8]);
    manualSeed(3);
    const first = model.forward(x);
    const second = model.forward(x);
    manualSeed(3);
    expectSame(model.forward(x), first);
    expect(first.sub(second).abs().max().item()).toBeGreaterThan(0);
    model.eval();
    expectSame(model.forward(x), model.forward(x));
  });

  test.each([-0.1, 1.1, Number.NaN])('refuses p = %d', (p) => {
    expect(() => new DropPath(p)).toThrow(`DropPath: p must be a number from 0 to 1, got ${p}`);
  });
});

test.each([
  [() => new Residual(mlp(), { scale: Number.NaN }), 'Residual: scale must be a finite number'],
  [
    () => new Residual(mlp(), { shortcutScale: Infinity }),
    'Residual: shortcutScale must be a finite',
  ],
  [() => new SkipInit({ init: Number.NaN }), 'SkipInit: init must be a finite number, got NaN'],
  [() => new LayerScale(0), 'LayerScale: the number of channels must be a whole number from 1 up'],
  [
    () => new LayerScale(4, { axis: 1 }).forward(randn([2, 3, 4])),
    'LayerScale(4): an input of shape [2, 3, 4]; its axis 1 must have size 4',
  ],
])('bad options: %s', (make, message) => {
  expect(make).toThrow(message);
});
