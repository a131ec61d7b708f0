import { memory, ones, randn, scope, type Tensor, tensor, useEngine } from '@plumbline/tensor';
import { describe, expect, test } from 'vitest';
import { grad, gradcheck, isTracked, jacobian, jvp, noGrad, vjp } from '../src/index.ts';
import { sampledOps } from './sampled-op.ts';

const float64 = { dtype: 'float64' } as const;
const inner = (a: Tensor, b: Tensor) => scope(() => a.mul(b).sum());
/** Numbers of mixed signs, none of them near 0. */
const likeOf = ({ shape, size }: Tensor, phase: number) =>
  tensor(
    new Float64Array(size).map((_, i) => Math.cos(2.3 * i + phase) + 0.05),
    { shape },
  );

describe.each(sampledOps)('jvp of $name', ({ samples }) => {
  test.each(samples.map((sample, i) => [i, sample] as const))(
    'sample %i: is the transpose of vjp, and agrees with differences',
    (_, sample) => {
      const { f, floats } = sample();
      const tangents = floats.map((x, i) => likeOf(x, i));
      const { value, tangent } = jvp(f, floats, tangents);
      expect(value.dataSync()).toEqual(f(...floats).dataSync());
      expect(tangent.shape).toEqual(value.shape);

      const u = likeOf(value, 0.5);
      const gradients = vjp(f, ...floats).pullback(u);
      const along = gradients.reduce((sum, g, i) => sum + inner(g, tangents[i]!).item(), 0);
      expect(inner(u, tangent).item()).toBeCloseTo(along, 10);

      const at = (t: number) =>
        noGrad(() => inner(u, f(...floats.map((x, i) => x.add(tangents[i]!.mul(t)))))).item();
      const slope = (at(1e-6) - at(-1e-6)) / 2e-6;
      expect(Math.abs(along - slope)).toBeLessThan(1e-6 * Math.max(1, Math.abs(slope)));
    },
  );
});

describe('jvp', () => {
  test('of a list of values, one of them constant', () => {
    const [x, y] = [tensor([2, 3]), tensor([5, 7])];
    const f = (a: Tensor, b: Tensor) => [a.mul(b), a.square(), ones([1])];
    const { value, tangent } = jvp(f, [x, y], [tensor([1, 0]), tensor([1, 1])]);
    expect(value.map((v) => [...v.dataSync()])).toEqual([[10, 21], [4, 9], [1]]);
    expect(tangent.map((v) => [...v.dataSync()])).toEqual([[7, 3], [4, 0], [0]]);
    expect([...value, ...tangent].some(isTracked)).toBe(false);
  });

  test('nests: the second derivative along two tangents', () => {
    // f = x³y: the derivative along a, then b, at (x, y) is 6xy a₁b₁ + 3x² (a₁b₂ + a₂b₁).
    const f = (x: Tensor, y: Tensor) => x.pow(3).mul(y);
    const [x, y, a1, a2, b1, b2] = [2, 3, 5, 7, 11, 13].map((n) => tensor(n, float64));
    const along = (p: Tensor, q: Tensor) => jvp(f, [p, q], [a1!, a2!]).tangent;
    const second = jvp(along, [x!, y!], [b1!, b2!]).tangent.item();
    expect(second).toBe(6 * 2 * 3 * 5 * 11 + 3 * 4 * (5 * 13 + 7 * 11));
  });

  test('has gradients itself, at primals, at tangents, and at what the function closes over', () => {
    const [x, v] = [randn([3], float64), randn([3], float64)];
    const w = randn([3, 3], float64);
    const net = (weight: Tensor) => (at: Tensor) => at.matmul(weight).tanh();
    gradcheck((p, t, weight) => jvp(net(weight), [p], [t]).tangent, [x, v, w]);
    gradcheck((p, t, weight) => jvp(net(weight), [p], [t]).value.mul(t), [x, v, w]);
  });

  test('forward over reverse is reverse over reverse', () => {
    const f = (x: Tensor) => x.sin().mul(x.square()).softmax().square().sum();
    const [x, v] = [randn([4], float64), randn([4], float64)];
    const forward = jvp((y) => grad(f)(y), [x], [v]).tangent;
    const reverse = vjp((y) => grad(f)(y), x).pullback(v)[0]!;
    expect(forward.sub(reverse).abs().max().item()).toBeLessThan(1e-14);
  });

  test('refuses tangents that do not fit, and functions without a derivative', () => {
    const x = tensor([1, 2]);
    expect(() => jvp((y) => y, [x], [])).toThrow('jvp: got 0 tangents for 1 primals');
    expect(() => jvp((y) => y, [x], [tensor([1])])).toThrow(
      'jvp: tangent 0 is float32 [1], but primal 0 is float32 [2]',
    );
    expect(() => jvp((y) => y.argmax(), [x], [x])).toThrow('must return floats, got int32');
    const labels = tensor([1], { dtype: 'int32' });
    expect(() => jvp((_, y) => y.relu(), [x, labels], [x, labels])).toThrow(
      /argument 1 is int32.*close over it/,
    );
  });
});

test.each(['forward', 'reverse'] as const)('memory is flat over 200 calls (%s)', (mode) => {
  useEngine({});
  const [x, v, w] = [randn([2, 3]), randn([2, 3]), randn([3, 3])];
  const f = (y: Tensor) => y.matmul(w).relu().softmax().mul(y.gt(0).to('float32'));
  const call = () => {
    const { value, tangent } = jvp(f, [x], [v]);
    const slope = grad((y) => jvp(f, [y], [v]).tangent.square().sum())(x);
    const all = jacobian(f, { mode })(x);
    for (const tensor of [value, tangent, slope, all]) tensor.release();
  };
  call();
  const before = memory();
  for (let i = 0; i < 200; i++) call();
  expect(memory()).toEqual(before);
  for (const tensor of [x, v, w]) tensor.release();
  expect(memory().buffers).toBe(0);
});
