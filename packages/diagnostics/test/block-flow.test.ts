import { backward } from '@plumbline/autograd';
import {
  Conv2d,
  DropPath,
  Highway,
  LayerScale,
  Linear,
  Residual,
  Sequential,
  SkipInit,
  Tanh,
} from '@plumbline/layers';
import { Generator, manualSeed, randn, type Tensor, tensor } from '@plumbline/tensor';
import { describe, expect, test } from 'vitest';
import { watch } from '../src/index.ts';

const dtype = 'float64';
const generator = new Generator(8);
const draw = (...shape: number[]) => randn(shape, { dtype, generator });
const linear = (inputs = 4, outputs = 4) => new Linear(inputs, outputs, { dtype });

/** A block of width 4, and its two terms written out. */
interface Case {
  readonly name: string;
  readonly block: Residual;
  /** s(x) and F(x). */
  readonly terms: (x: Tensor) => [shortcut: Tensor, branch: Tensor];
  /** s(x) with a gate that stays as it is at `fixed`: the gate's gradient is the branch's. */
  readonly shortcut?: (x: Tensor, fixed: Tensor) => Tensor;
  /** What x passes before it parts. */
  readonly before?: (x: Tensor) => Tensor;
}

function cases(): Case[] {
  const [branch, gate, projection] = [linear(), linear(), linear()];
  const layerScale = new LayerScale(4, { init: 0.3, dtype });
  const skipInit = new SkipInit({ init: -0.7, dtype });
  const f = (x: Tensor) => branch.forward(x).tanh();
  const path = () => new Sequential(branch, new Tanh());
  return [
    { name: 'plain', block: new Residual(path()), terms: (x) => [x, f(x)] },
    {
      name: 'scales of both',
      block: new Residual(path(), { scale: 0.5, shortcutScale: -2 }),
      terms: (x) => [x.mul(-2), f(x).mul(0.5)],
    },
    {
      name: 'a projection and an activation',
      block: new Residual(path(), { shortcut: projection, activation: new Tanh() }),
      terms: (x) => [projection.forward(x), f(x)],
    },
    {
      name: 'LayerScale',
      block: new Residual(path(), { scale: layerScale }),
      terms: (x) => [x, f(x).mul(0.3)],
    },
    {
      name: 'SkipInit and a scaled shortcut',
      block: new Residual(path(), { scale: skipInit, shortcutScale: 0.5 }),
      terms: (x) => [x.mul(0.5), f(x).mul(-0.7)],
    },
    {
      name: 'Highway',
      block: new Highway(path(), gate),
      shortcut: (x, fixed) => x.mul(gate.forward(fixed).sigmoid().neg().add(1)),
      terms: (x) => {
        const t = gate.forward(x).sigmoid();
        return [x.mul(t.neg().add(1)), t.mul(f(x))];
      },
    },
    {
      name: 'a preactivation',
      block: new Residual(path(), { preActivation: new Tanh() }),
      before: (x) => x.tanh(),
      terms: (x) => [x, f(x)],
    },
  ];
}

const dot = (x: Tensor, y: Tensor) => x.mul(y).sum().item();
const length = (values: readonly number[]) => Math.hypot(...values);
const cosine = (a: readonly number[], b: readonly number[]) =>
  a.reduce((sum, value, i) => sum + value * b[i]!, 0) / length(a) / length(b);

/** The gradient of Σ c f(x) at x by central differences. */
function slope(f: (x: Tensor) => Tensor, x: Tensor, c: Tensor): number[] {
  const values = [...x.dataSync()];
  const at = (i: number, by: number) => {
    const moved = values.map((value, j) => (i === j ? value + by : value));
    return dot(f(tensor(moved, { dtype }).reshape(x.shape)), c);
  };
  return values.map((_, i) => (at(i, 1e-5) - at(i, -1e-5)) / 2e-5);
}

describe.each(cases())('$name', (options) => {
  const { block, terms, before = (x) => x, shortcut: gated = (x) => terms(x)[0] } = options;
  const x = draw(3, 4);
  const start = draw(3, 4);

  test('both terms of the gradient, beside finite differences', () => {
    const output = block.activation === null ? null : terms(x)[0].add(terms(x)[1]).tanh();
    // Behind the activation: dL/d sum.
    const atSum = output === null ? start : start.mul(output.square().neg().add(1));
    const model = new Sequential(block);
    const flow = watch(model);
    backward(model.forward(x), { gradient: start });
    const parting = before(x);
    const sum = (at: Tensor) => terms(at)[0].add(terms(at)[1]);
    const whole = slope(sum, parting, atSum);
    const identity = slope((at) => gated(at, parting), parting, atSum);
    const branch = slope((at) => sum(at).sub(gated(at, parting)), parting, atSum);
    const close = (value: number) => [expect.closeTo(value, 6)];
    const [shortcut, transformed] = terms(parting).map((term) => [...term.dataSync()]);
    expect(flow.record().blocks).toEqual([
      {
        name: '0',
        identity: close(length(identity)),
        branch: close(length(branch)),
        whole: close(length(whole)),
        sum: close(atSum.norm().item()),
        cosine: close(cosine(identity, branch)),
        forwardRatio: close(length(transformed!) / length(shortcut!)),
        forwardCosine: close(cosine(transformed!, shortcut!)),
      },
    ]);
  });
});

test('DropPath: what falls has no term', () => {
  manualSeed(1);
  const model = new Sequential(new Residual(linear(), { scale: new DropPath(1) }));
  const flow = watch(model);
  backward(model.forward(draw(5, 4)).sum());
  const [block] = flow.record().blocks;
  expect(block).toMatchObject({ branch: [0], forwardRatio: [0] });
  expect(block?.identity).toEqual([expect.closeTo(Math.sqrt(20), 12)]);
  expect(block?.cosine).toBeUndefined();
});

test('blocks that share modules are told apart', () => {
  const [shared, first, second] = [new SkipInit({ init: 0.5, dtype }), linear(), linear()];
  const model = new Sequential(
    new Residual(first, { scale: shared }),
    new Residual(new Sequential(new Residual(second, { scale: shared })), { scale: shared }),
  );
  const flow = watch(model);
  const x = draw(2, 4);
  backward(model.forward(x).sum());
  const { blocks } = flow.record();
  const norm = (value: Tensor) => value.norm().item();
  const y = x.add(first.forward(x).mul(0.5));
  const inner = second.forward(y).mul(0.5);
  expect(blocks.map(({ forwardRatio }) => forwardRatio)).toEqual([
    [expect.closeTo(norm(first.forward(x).mul(0.5)) / norm(x), 10)],
    [expect.closeTo(norm(y.add(inner).mul(0.5)) / norm(y), 10)],
    [expect.closeTo(norm(inner) / norm(y), 10)],
  ]);
});

test('large images in float32: the terms of a convolution', () => {
  const convolution = new Conv2d(8, 8, 3, { padding: 1 });
  const model = new Sequential(new Residual(convolution, { scale: 0.5 }));
  const flow = watch(model);
  const x = randn([4, 8, 32, 32], { generator });
  let whole = 0;
  flow.onSplit((_, terms) => {
    whole = terms.whole.norm().item();
  });
  const norms = [x, convolution.forward(x).mul(0.5)].map((term) => term.norm().item());
  backward(model.forward(x).sum());
  const [block] = flow.record().blocks;
  expect(block?.forwardRatio?.[0]).toBeCloseTo(norms[1]! / norms[0]!, 5);
  expect(block?.identity[0]).toBeCloseTo(Math.sqrt(x.size), 3);
  expect((block?.whole[0] ?? 0) / whole).toBeCloseTo(1, 5);
});
