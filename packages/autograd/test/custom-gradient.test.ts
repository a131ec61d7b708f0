import { memory, randn, type Tensor, tensor, useEngine } from '@plumbline/tensor';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  backward,
  customGradient,
  grad,
  gradcheck,
  isTracked,
  jvp,
  noGrad,
  Parameter,
  valueAndGrad,
} from '../src/index.ts';

const float64 = { dtype: 'float64' } as const;
const scalar = (x: number) => tensor(x, float64);

/** ln(1 + eˣ), whose gradient by the rules is ∞/∞ for large x. */
const softplus = customGradient((x) => x.exp().add(1).log(), {
  backward: (g, { inputs: [x] }) => [g.mul(x!.sigmoid())],
});
const reversed = customGradient((x) => x, { backward: (g) => [g.neg()] });
const product = customGradient((x, y) => x.mul(y), {
  backward: (g, { inputs: [x, y] }) => [g.mul(y!), g.mul(x!)],
});

describe('customGradient', () => {
  test('takes the place of the gradient by the rules', () => {
    const naive = (x: Tensor) => x.exp().add(1).log();
    expect(grad(naive)(scalar(1000)).item()).toBeNaN();
    expect(grad(softplus)(scalar(1000)).item()).toBe(1);
    expect(grad(softplus)(scalar(0)).item()).toBe(0.5);
  });

  test('may return its input: a gradient that is reversed', () => {
    const w = new Parameter(tensor([1, 2]));
    const turned = reversed(w);
    expect([...turned.dataSync()]).toEqual([1, 2]);
    backward(turned.mul(tensor([3, 4])).sum());
    expect([...(w.grad?.dataSync() ?? [])]).toEqual([-3, -4]);
    expect([...w.dataSync()]).toEqual([1, 2]);
  });

  test('straight through a rounding', () => {
    const round = customGradient((x) => x.round(), { backward: (g) => [g] });
    const { value, grads } = valueAndGrad((x) => round(x).square().sum())(tensor([0.6, 2.2]));
    expect([value.item(), ...grads[0]!.dataSync()]).toEqual([5, 2, 4]);
  });

  test('of several inputs, some of them constants', () => {
    const scaled = customGradient((x, index, y) => x.gather(0, index).mul(y), {
      backward: (g, { inputs: [x, index, y] }) => [
        tensor([0, 0, 0], float64).scatterAdd(0, index!, g.mul(y!)),
        null,
        g.mul(x!.gather(0, index!)),
      ],
    });
    const index = tensor([2, 0], { dtype: 'int32' });
    const args = [randn([3], float64), randn([2], float64)];
    gradcheck((x, y) => scaled(x, index, y), args);
    gradcheck((x, y) => grad((z) => scaled(z, index, y).square().sum())(x), args);
  });

  test('is differentiated itself, backward and forward', () => {
    const x = randn([4], float64);
    gradcheck((y) => grad((z) => softplus(z).sum())(y), [x]);
    gradcheck((y, z) => grad((w) => product(w, z).square().sum())(y), [x, randn([4], float64)]);
    fc.assert(
      fc.property(fc.double({ min: -5, max: 5, noNaN: true }), (at) => {
        const { tangent } = jvp(softplus, [scalar(at)], [scalar(3)]);
        expect(tangent.item()).toBeCloseTo(3 / (1 + Math.exp(-at)), 12);
      }),
    );
  });

  test('may read the output, as a rule does', () => {
    const exp = customGradient((x) => x.exp(), { backward: (g, { output }) => [g.mul(output)] });
    gradcheck(exp, [randn([3], float64)]);
    expect(grad(grad(grad(exp)))(scalar(1)).item()).toBeCloseTo(Math.E, 14);
  });

  test('is not asked where no gradient flows', () => {
    const never = customGradient((x) => x.mul(2), {
      backward: () => {
        throw new Error('asked');
      },
    });
    const w = new Parameter(tensor([1]));
    expect(isTracked(never(tensor([1])))).toBe(false);
    expect(isTracked(noGrad(() => never(w)))).toBe(false);
    expect(() => backward(never(w))).toThrow('asked');
  });

  test('names what does not fit', () => {
    const w = new Parameter(tensor([1, 2]));
    const of = (backward: (g: Tensor) => Tensor[]) =>
      customGradient((x) => x, { backward })(w).sum();
    expect(() => backward(of(() => []))).toThrow('gave 0 gradients for 1 inputs');
    expect(() => backward(of((g) => [g.sum()]))).toThrow('gave [] for input 0 of shape [2]');
    expect(() => customGradient((x) => x.argmax(), { backward: () => [null] })(w)).toThrow(
      'must return floats, got int32',
    );
  });

  test('memory is flat over 200 calls', () => {
    useEngine({});
    const w = new Parameter(randn([4]));
    const x = randn([4]);
    const step = () => {
      w.zeroGrad();
      const loss = product(softplus(w.mul(2)), reversed(w).add(x)).sum();
      backward(loss);
      const slope = grad((y) => softplus(product(y, w)).sum())(x);
      loss.release();
      slope.release();
    };
    for (let i = 0; i < 10; i++) step();
    const before = memory();
    for (let i = 0; i < 200; i++) step();
    expect(memory()).toEqual(before);
  });
});
