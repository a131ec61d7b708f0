import { checkpoint, detach, grad, jacobian, noGrad } from '@plumbline/autograd';
import {
  BatchNorm1d,
  cifarResnet,
  Dropout,
  Highway,
  Identity,
  Linear,
  Module,
  ReLU,
  Residual,
  ReZero,
  resnet20,
  Sequential,
  SkipInit,
  Tanh,
  TransformerBlock,
} from '@plumbline/layers';
import {
  endStep,
  eye,
  Generator,
  memory,
  randint,
  randn,
  type Tensor,
  zeros,
} from '@plumbline/tensor';
import { describe, expect, test } from 'vitest';
import { paths } from '../src/index.ts';

const dtype = 'float64';
const draw = (seed: number, ...shape: number[]) =>
  randn(shape, { dtype, generator: new Generator(seed) });
const linear = (inputs: number, outputs = inputs) => new Linear(inputs, outputs, { dtype });
const mlp = (width = 5) => new Sequential(linear(width), new Tanh(), linear(width));
const norm = (x: Tensor) => x.norm().item();

function scaledIdentity(a: number, width: number): Linear {
  const layer = new Linear(width, width, { bias: false, dtype });
  layer.weight.assign(eye(width, width, { dtype }).mul(a));
  return layer;
}

const relu = new ReLU();

describe('closed forms', () => {
  test.each([
    [0.5, 6],
    [2, 3],
    [-1, 5],
    [0, 4],
  ])('F = %s · I in %i blocks: paths of length k carry C(n, k) aᵏ of the gradient', (a, n) => {
    const blocks = Array.from({ length: n }, () => new Residual(scaledIdentity(a, 3)));
    const x = draw(1, 2, 3);
    const loss = (y: Tensor) => y.mul(draw(2, 2, 3)).sum();
    const spectrum = paths(new Sequential(...blocks), x, { loss });
    const last = norm(draw(2, 2, 3));
    let [count, sum, mean] = [1, 0, 0];
    for (const [k, { length, paths, norm }] of spectrum.lengths.entries()) {
      expect([length, paths]).toEqual([k, count]);
      expect(norm).toBeCloseTo(count * Math.abs(a) ** k * last, 12);
      sum += count * Math.abs(a) ** k;
      mean += k * count * Math.abs(a) ** k;
      count = (count * (n - k)) / (k + 1);
    }
    expect(spectrum.lengths).toHaveLength(n + 1);
    expect(spectrum.lengths.reduce((all, { share }) => all + share, 0)).toBeCloseTo(1, 12);
    // The binomial distribution's mean: n |a| / (1 + |a|).
    expect(spectrum.effectiveDepth).toBeCloseTo(mean / sum, 12);
    expect(spectrum.effectiveDepth).toBeCloseTo((n * Math.abs(a)) / (1 + Math.abs(a)), 12);
    expect(spectrum.whole).toBeCloseTo(Math.abs((1 + a) ** n) * last, 12);
  });

  test('all 2³ paths one by one, as products of Jacobians', () => {
    const branches = [mlp(4), mlp(4), mlp(4)];
    const model = new Sequential(
      linear(3, 4),
      new Residual(branches[0]!, { activation: new Tanh() }),
      new Tanh(),
      new Residual(branches[1]!, { shortcutScale: 0.7, scale: 0.3 }),
      new Residual(branches[2]!, { preActivation: new Tanh() }),
      linear(4, 2),
    );
    const [x, target] = [draw(3, 1, 3), draw(4, 1, 2)];
    const spectrum = paths(model, [x, target]);

    // By hand: the Jacobian [4, 4] of every factor at its own input.
    const at = (f: (x: Tensor) => Tensor, x: Tensor) =>
      jacobian((row: Tensor) => f(row.reshape([1, 4])).reshape([4]))(x.reshape([4]));
    const [stem, first, between, second, third, head] = [...model];
    const x1 = stem!.forward(x);
    const y1 = first!.forward(x1);
    const x2 = between!.forward(y1);
    const x3 = second!.forward(x2);
    const sum1 = x1.add(branches[0]!.forward(x1));
    const parted = x3.tanh();
    const loss = (y: Tensor) => head!.forward(y).sub(target).square().mean();
    const one = eye(4, 4, { dtype });
    const none = zeros([4, 4], { dtype });
    const factors = [
      { after: at((x) => x.tanh(), sum1), sides: [one, at((x) => branches[0]!.forward(x), x1)] },
      { after: at((x) => x.tanh(), y1), sides: [one, none] },
      {
        after: one,
        sides: [one.mul(0.7), at((x) => branches[1]!.forward(x), x2).mul(0.3)],
      },
      { after: at((x) => x.tanh(), x3), sides: [one, none] },
      { after: one, sides: [one, at((x) => branches[2]!.forward(x), parted)] },
    ];
    const start = grad(loss)(third!.forward(x3));
    const byLength = [0, 1, 2, 3].map(() => zeros([1, 4], { dtype }));
    const last = factors.length - 1;
    for (let choice = 0; choice < 8; choice++) {
      let [gradient, length, block] = [start, 0, 0];
      for (let i = last; i >= 0; i--) {
        const isBlock = i % 2 === 0;
        const side = isBlock ? (choice >> block++) & 1 : 0;
        length += side;
        const { after, sides } = factors[i]!;
        gradient = gradient.matmul(after).matmul(sides[side]!);
      }
      byLength[length] = byLength[length]!.add(gradient);
    }
    expect(spectrum.blocks).toEqual(['1', '3', '4']);
    for (const [k, { norm: measured }] of spectrum.lengths.entries()) {
      expect(measured).toBeCloseTo(norm(byLength[k]!), 12);
    }
    expect(spectrum.whole).toBeCloseTo(norm(byLength.reduce((sum, term) => sum.add(term))), 12);
  });
});

describe('the terms add up to the gradient', () => {
  class Doubled extends Module {
    readonly inner = mlp();
    readonly outer = new Residual(mlp());
    forward(x: Tensor): Tensor {
      return this.outer.forward(this.inner.forward(this.outer.forward(x)));
    }
  }
  const models: Readonly<Record<string, [() => Module, Tensor | [Tensor, Tensor]]>> = {
    mlp: [() => new Sequential(linear(3, 5), ...four(() => new Residual(mlp()))), draw(5, 4, 3)],
    'one block, the model itself': [() => new Residual(mlp()), draw(5, 4, 5)],
    'batch norm in training': [
      () =>
        new Sequential(
          ...four(
            () => new Residual(new Sequential(linear(5), new BatchNorm1d(5, { dtype }), relu)),
          ),
        ),
      draw(5, 6, 5),
    ],
    dropout: [
      () => new Sequential(...four(() => new Residual(new Sequential(mlp(), new Dropout(0.5))))),
      draw(5, 4, 5),
    ],
    'ReZero at the start': [
      () => new Sequential(...four(() => new Residual(mlp(), { scale: new ReZero({ dtype }) }))),
      draw(5, 4, 5),
    ],
    'ReZero later': [
      () =>
        new Sequential(
          ...four(() => new Residual(mlp(), { scale: new SkipInit({ init: 0.7, dtype }) })),
        ),
      draw(5, 4, 5),
    ],
    highway: [() => new Sequential(...four(() => new Highway(mlp(), linear(5)))), draw(5, 4, 5)],
    'blocks in blocks': [
      () => new Sequential(...four(() => new Residual(new Sequential(new Residual(mlp()), mlp())))),
      draw(5, 4, 5),
    ],
    'a block that runs twice': [() => new Doubled(), draw(5, 4, 5)],
    'one module in many parts': [
      () => {
        const [shared, identity] = [new Tanh(), new Identity()];
        const options = { preActivation: shared, activation: shared, shortcut: identity };
        return new Sequential(
          new Residual(new Sequential(shared, linear(5), identity), options),
          new Residual(shared, options),
          new Residual(shared, { shortcut: shared, preActivation: shared }),
        );
      },
      draw(5, 4, 5),
    ],
    transformer: [
      () =>
        new Sequential(
          new TransformerBlock(4, 2, { dimFeedforward: 8, dtype }),
          new TransformerBlock(4, 2, { dimFeedforward: 8, dtype }),
        ),
      draw(5, 2, 3, 4),
    ],
    'resnet20, zero-pad': [
      () => resnet20({ width: 4, dtype }),
      [draw(5, 2, 3, 8, 8), randint(0, 10, [2])],
    ],
    'projections, preactivated': [
      () =>
        cifarResnet({ depth: 14, width: 4, shortcut: 'projection', preActivation: true, dtype }),
      [draw(5, 3, 3, 8, 8), randint(0, 10, [3])],
    ],
    'projections, postactivated': [
      () => cifarResnet({ depth: 14, width: 4, shortcut: 'projection', dtype }),
      [draw(5, 3, 3, 8, 8), randint(0, 10, [3])],
    ],
  };
  const counts: Readonly<Record<string, number>> = { 'one block, the model itself': 1 };

  test.each(Object.entries(models))('%s', (name, [make, sample]) => {
    for (const mode of [true, false]) {
      const spectrum = paths(make().train(mode), sample);
      expect(spectrum.error).toBeLessThan(1e-13);
      expect(spectrum.whole).toBeGreaterThan(0);
      expect(spectrum.lengths).toHaveLength(spectrum.blocks.length + 1);
      expect(spectrum.blocks.length).toBeGreaterThanOrEqual(counts[name] ?? 2);
    }
  });

  test('the outermost blocks are those that count', () => {
    const [make, sample] = models['blocks in blocks']!;
    expect(paths(make(), sample).blocks).toEqual(['0', '1', '2', '3']);
    const [twice, x] = models['a block that runs twice']!;
    expect(paths(twice(), x).blocks).toEqual(['outer', 'outer']);
  });

  function four(make: () => Module): Module[] {
    return Array.from({ length: 4 }, make);
  }
});

describe('measuring', () => {
  test('moves nothing of the model, and tells how far it is', () => {
    const model = resnet20({ width: 4 });
    const frozen = model.parameters()[3]!;
    frozen.requiresGrad = false;
    const state = () =>
      Object.values(model.stateDict()).map((tensor) => Array.from(tensor.dataSync()));
    const saved = state();
    const steps: [number, number][] = [];
    const sample = [randn([2, 3, 8, 8]), randint(0, 10, [2])] as const;
    paths(model, sample, { onProgress: (...step) => void steps.push(step) });
    expect(state()).toEqual(saved);
    expect(model.training).toBe(true);
    expect(model.parameters().filter(({ requiresGrad }) => !requiresGrad)).toEqual([frozen]);
    expect(model.parameters().every(({ grad }) => grad === null)).toBe(true);
    expect(steps).toEqual(Array.from({ length: 45 }, (_, i) => [i + 1, 45]));
  });

  const stack = () =>
    new Sequential(...[1, 2, 3].map(() => new Residual(mlp(), { activation: relu })));

  /** How many tensors stay in the engine's memory after `run`, beside parameters and `x`. */
  function staying(run: (model: Module, x: Tensor) => void): number {
    const [model, x] = [stack(), draw(7, 2, 5)];
    // Moves out what nobody uses, as other tests' tensors.
    for (let step = 0; step < 50; step++) endStep();
    expect(memory().buffers).toBe(0);
    run(model, x);
    return memory().buffers - model.parameters().length - 1;
  }

  test('leaves no tensor behind', () => {
    expect(staying(paths)).toBe(0);
  });

  test('leaves none behind where it ends with an error', () => {
    const onProgress = () => {
      throw new Error('enough');
    };
    const stopped = (model: Module, x: Tensor) =>
      expect(() => paths(model, x, { onProgress })).toThrow('enough');
    expect(staying(stopped)).toBe(0);
  });

  test('tiny gradients in float32 keep their norms', () => {
    const model = new Sequential(new Residual(new Linear(3, 3)), new Residual(new Linear(3, 3)));
    const loss = (y: Tensor) => y.sum().mul(1e-30);
    const { whole, lengths } = paths(model, randn([2, 3]), { loss });
    expect(whole).toBeGreaterThan(1e-31);
    expect(lengths.every(({ norm }) => norm > 1e-33)).toBe(true);
  });

  test('what is not finite goes through', () => {
    const model = new Sequential(new Residual(new Linear(3, 3)));
    const { whole, effectiveDepth } = paths(model, randn([2, 3]).div(0));
    expect([whole, effectiveDepth]).toEqual([Number.NaN, Number.NaN]);
  });
});

describe('errors', () => {
  class Wired extends Module {
    readonly a = new Residual(mlp());
    readonly b = new Residual(mlp());
    readonly c = new Residual(mlp());
    readonly wire: (model: Wired, x: Tensor) => Tensor;
    constructor(wire: (model: Wired, x: Tensor) => Tensor) {
      super();
      this.wire = wire;
    }
    forward(x: Tensor): Tensor {
      return this.wire(this, x);
    }
  }
  const x = draw(6, 2, 5);

  test.each<[string, (model: Wired, x: Tensor) => Tensor]>([
    [
      'c also reads the output of a',
      ({ a, b, c }, x) => {
        const y = a.forward(x);
        return c.forward(b.forward(y).add(y));
      },
    ],
    [
      'the loss also reads the output of b',
      ({ a, b, c }, x) => {
        const y = b.forward(a.forward(x));
        return c.forward(y).add(y);
      },
    ],
    ['the loss also reads the input of a', ({ a }, x) => a.forward(x).add(x)],
    ['the loss also reads the output of a', ({ a, b }, x) => a.forward(x).mul(b.forward(x))],
    ['b does not read the output of a', ({ a, b }, x) => b.forward(detach(a.forward(x)))],
  ])('%s', (reason, wire) => {
    expect(() => paths(new Wired(wire), x)).toThrow(
      `paths: the blocks are no plain chain, ${reason}`,
    );
  });

  test('checkpoints inside of blocks are fine, around them they are named', () => {
    class Checkpointed extends Module {
      readonly inner: Module;
      constructor(inner: Module) {
        super();
        this.inner = inner;
      }
      forward(x: Tensor): Tensor {
        return checkpoint((x: Tensor) => this.inner.forward(x))(x);
      }
    }
    const branch = () => new Checkpointed(new Sequential(mlp(), new Residual(mlp())));
    const inside = new Sequential(new Residual(branch()), new Residual(branch()));
    expect(paths(inside, x).error).toBeLessThan(1e-13);
    const around = new Sequential(new Residual(mlp()), new Checkpointed(new Residual(mlp())));
    expect(() => paths(around, x)).toThrow('paths: checkpoint() is around 1.inner');
  });

  test('name what is wrong', () => {
    const model = new Wired(({ a }, x) => a.forward(x));
    expect(() => paths(mlp(), x)).toThrow('paths: the model has no residual blocks');
    expect(() => paths(model, draw(1, 0, 5))).toThrow(
      'paths: the batch is empty, its input has shape [0, 5]',
    );
    expect(() => paths(model, x, { loss: (y) => y })).toThrow('paths: the loss has shape [2, 5]');
    expect(() => noGrad(() => paths(model, x))).toThrow('inside noGrad()');
    const without = new Wired((_, x) => x);
    expect(() => paths(without, x)).toThrow('ran none of its residual blocks');
    // @ts-expect-error: no such option
    expect(() => paths(model, x, { progress: 1 })).toThrow("paths: no option 'progress'");
  });
});
