import { concat, einsum, randn, type Tensor, where } from '@plumbline/tensor';
import { describe, expect, test } from 'vitest';
import { grad, gradcheck } from '../src/index.ts';

const smooth: Readonly<Record<string, (x: Tensor) => Tensor>> = {
  silu: (x) => x.silu(),
  gelu: (x) => x.gelu(),
  'gelu by tanh': (x) => x.gelu({ approximate: 'tanh' }),
  softplus: (x) => x.softplus({ beta: 2 }),
  logSigmoid: (x) => x.logSigmoid(),
  mish: (x) => x.mish(),
  elu: (x) => x.elu(0.7),
  selu: (x) => x.selu(),
  celu: (x) => x.celu(2),
  softsign: (x) => x.softsign(),
  hardswish: (x) => x.hardswish(),
  clamp: (x) => x.clamp(-0.5, 0.5).mul(x),
  'clamp to tensors': (x) => x.clamp(x.square().sub(1), x.exp()),
  var: (x) => x.var(0),
  std: (x) => x.std([0, 1], { keepdim: true }),
  norm: (x) => x.norm(1),
  'norm 3': (x) => x.norm(-1, { p: 3 }),
  'norm 1/2': (x) => x.norm([], { p: 0.5 }),
  'norm inf': (x) => x.norm(0, { p: Number.POSITIVE_INFINITY }),
  logsumexp: (x) => x.logsumexp(0),
  'logsumexp of all': (x) => x.mul(3).logsumexp(),
  sort: (x) => x.sort(0).values.mul(x),
  topk: (x) => x.topk(2, 1, { largest: false }).values,
  cumsum: (x) => x.cumsum(1),
  cumprod: (x) => x.cumprod(0),
  'reflected padding': (x) => x.pad([1, 2, 1, 1], { mode: 'reflect' }),
  roll: (x) => x.roll(1).mul(x),
  tile: (x) => x.tile([2, 2]),
  diagonal: (x) => x.diagonal(1),
  tril: (x) => x.tril().matmul(x),
  mask: (x) => x.at(x.gt(0)),
  einsum: (x) => einsum('ij,kj,lj->ikl', x, x, x),
  'einsum of a diagonal': (x) => einsum('ii,ij', x, x),
  'free where': (x) => where(x.gt(0), x.exp(), 2),
  pieces: (x) => concat(x.split(2).toReversed()),
};

describe.each(Object.entries(smooth))('%s', (_, f) => {
  const x = randn([3, 3], { dtype: 'float64' });
  test('gradient, and gradient of the gradient', () => {
    gradcheck(f, [x]);
    const scalar = (y: Tensor) => f(y).square().sum();
    gradcheck((y) => grad(scalar, { createGraph: true })(y), [x], { tolerance: 1e-5 });
  });
});

test('what has no slope at 0 has gradient 0 there, and no NaN behind it', () => {
  const zero = randn([4], { dtype: 'float64' }).mul(0);
  const functions: ((x: Tensor) => Tensor)[] = [
    (x) => x.norm(),
    (x) => x.norm(0, { p: 3 }),
    (x) => x.norm(0, { p: 0.5 }),
    (x) => x.std(),
    (x) => x.abs().sum(),
  ];
  for (const f of functions) {
    const first = grad(f, { createGraph: true });
    expect([...first(zero).dataSync()].map(Math.abs)).toEqual([0, 0, 0, 0]);
    const second = grad((x) => first(x).square().sum())(zero);
    expect([...second.dataSync()].map(Math.abs)).toEqual([0, 0, 0, 0]);
  }
});
