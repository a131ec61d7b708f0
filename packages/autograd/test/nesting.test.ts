import {
  dispatch,
  keep,
  memory,
  none,
  ops,
  randn,
  type Tensor,
  tensor,
  useEngine,
} from '@plumbline/tensor';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  backward,
  grad,
  gradcheck,
  hessian,
  hvp,
  isTracked,
  noGrad,
  onGradient,
  Parameter,
  track,
  valueAndGrad,
  vjp,
} from '../src/index.ts';

const float64 = { dtype: 'float64' } as const;
const scalar = (x: number) => tensor(x, float64);
const small = fc.double({ min: -2, max: 2, noNaN: true });

/** [N, C, H, W] images whose elements all differ, so that no maximum is near a tie. */
const images = (...shape: number[]) => {
  const size = shape.reduce((a, b) => a * b);
  const values = Float64Array.from({ length: size }, (_, i) => ((i * 37) % size) / size - 0.4);
  return tensor(values, { shape });
};

describe('gradients of gradients agree with differences', () => {
  const weight = randn([3, 2, 3, 3], float64).mul(0.5);
  const labels = tensor([2, 0], { dtype: 'int32' });
  const [gain, bias] = [randn([2], float64), randn([2], float64)];
  const crossEntropy = (x: Tensor) =>
    dispatch(ops.crossEntropy, [x, labels], { ignoreIndex: null }).mean();
  const batchNorm = (x: Tensor, gain: Tensor, bias: Tensor) => {
    const moments = dispatch(ops.channelMoments, [x], none);
    return dispatch(ops.batchNorm, [x, gain, bias, moments], { eps: 1e-5 });
  };
  const cases: [name: string, f: (...args: Tensor[]) => Tensor, args: Tensor[]][] = [
    [
      'conv2d',
      (x, w) => x.conv2d(w, { padding: 1 }).tanh().square().sum(),
      [images(1, 2, 4, 4), weight],
    ],
    ['maxPool2d', (x) => x.maxPool2d(2).exp().square().sum(), [images(1, 2, 4, 4)]],
    ['softmax', (x) => x.softmax().square().sum(), [randn([3, 4], float64)]],
    ['crossEntropy', (x) => crossEntropy(x.square()), [randn([2, 3], float64)]],
    ['batchNorm', (x, w, b) => batchNorm(x, w, b).sin().sum(), [images(2, 2, 2, 2), gain, bias]],
    [
      'a small residual network',
      (x, w, gain, bias) => {
        const inner = batchNorm(x, gain, bias).sigmoid().conv2d(w, { padding: 1 });
        const branch = inner.square().conv2d(w.transpose(0, 1), { padding: 1 });
        return crossEntropy(x.add(branch).maxPool2d(2).flatten(1));
      },
      [images(2, 2, 2, 4), weight, gain, bias],
    ],
  ];
  test.each(cases)('%s', (_, f, args) => {
    for (const argnums of args.keys()) {
      gradcheck((...xs) => grad(f, { argnums })(...xs), args, { tolerance: 1e-5 });
    }
    // Along a direction: the product with the Hessian is the difference of two gradients.
    const v = args.map((x) => randn(x.shape, float64));
    const moved = (t: number) => valueAndGrad(f)(...args.map((x, i) => x.add(v[i]!.mul(t)))).grads;
    const [ahead, behind] = [moved(1e-5), moved(-1e-5)];
    for (const [i, product] of hvp(f)(args, v).entries()) {
      const numeric = ahead[i]!.sub(behind[i]!).div(2e-5);
      expect(product.sub(numeric).abs().max().item()).toBeLessThan(
        1e-6 * (1 + numeric.abs().max().item()),
      );
    }
  });
});

describe('nesting', () => {
  test('a derivative inside a function sees what the function closes over', () => {
    // d/dx (x · d/dy (x y²)) = d/dx 2 x² y = 4 x y
    fc.assert(
      fc.property(small, small, (a, b) => {
        const f = (x: Tensor) => grad((y) => x.mul(y.square()))(scalar(b)).mul(x);
        expect(grad(f)(scalar(a)).item()).toBeCloseTo(4 * a * b, 12);
      }),
    );
  });

  test('perturbations are not confused (Siskind and Pearlmutter 2005)', () => {
    // d/dx (x · d/dy (x + y)) = 1
    expect(grad((x) => x.mul(grad((y) => x.add(y))(scalar(1))))(scalar(3)).item()).toBe(1);
  });

  test('an inner derivative leaves the graph around it as it is', () => {
    const w = new Parameter(tensor([2, 3]));
    const outer = w.square();
    const slope = grad((y) => y.mul(outer).sum())(tensor([1, 1]));
    expect([...slope.dataSync()]).toEqual([4, 9]);
    backward(outer.mul(slope).sum());
    // outer · slope is w⁴, since the inner derivative is on the tape too.
    expect([...(w.grad?.dataSync() ?? [])]).toEqual([32, 108]);
  });

  test('a function may return its argument, or a tensor of somebody else', () => {
    const [x, other] = [scalar(2), scalar(5)];
    expect(grad((y) => y)(x).item()).toBe(1);
    expect(grad(() => other)(x).item()).toBe(0);
    expect(grad(() => other, { createGraph: true })(x).item()).toBe(0);
    expect(grad((y) => grad(() => other)(y).add(y))(x).item()).toBe(1);
    expect([x.item(), other.item()]).toEqual([2, 5]);
    const w = new Parameter(scalar(3));
    const square = w.square();
    expect(valueAndGrad(() => square)(x).grads[0]?.item()).toBe(0);
    backward(square);
    expect(w.grad?.item()).toBe(6);
  });

  test('what hooks make stays, what the function makes does not unless it is kept', () => {
    const stashed: Tensor[] = [];
    const f = (x: Tensor) => {
      const mask = x.gt(0);
      const square = x.square();
      stashed.push(mask, keep(square));
      onGradient(square, (g) => void stashed.push(g.clone()));
      return square.mul(mask.to('float64'));
    };
    grad(f)(scalar(3));
    expect(() => stashed[0]!.item()).toThrow(/made by gt.*released.*keep/);
    expect(stashed.slice(1).map((tensor) => tensor.item())).toEqual([9, 1]);
  });

  test('what is no longer differentiated is off the tape', () => {
    const w = new Parameter(scalar(3));
    const { value, grads } = valueAndGrad((x) => x.mul(w))(scalar(2));
    expect([value, ...grads, grad((x) => x.square())(w)].some(isTracked)).toBe(false);
    expect(isTracked(grad((x) => x.square())(track(scalar(2))))).toBe(true);
  });

  test('inside noGrad nothing goes on the tape, and the graph around stays', () => {
    const x = track(scalar(3));
    const cube = (y: Tensor) => y.pow(3);
    expect(isTracked(noGrad(() => grad(cube)(x)))).toBe(false);
    const { value, pullback } = vjp(cube, x);
    const [slope] = noGrad(() => pullback(scalar(1)));
    expect([isTracked(slope!), slope!.item(), grad(cube)(x).item()]).toEqual([false, 27, 27]);
    expect(grad((y) => vjp(cube, y).value.mul(y))(x).item()).toBe(4 * 27);
    expect(isTracked(value)).toBe(true);
    let seen = 0;
    onGradient(x, (g) => {
      seen = g.item();
      return undefined;
    });
    backward(value);
    expect(seen).toBe(27);
  });

  test('only what leads to the arguments gets a gradient', () => {
    const w = new Parameter(scalar(3));
    let calls = 0;
    onGradient(w, () => void calls++);
    expect(grad((x) => x.mul(w))(scalar(2)).item()).toBe(3);
    expect(calls).toBe(0);
  });
});

describe('argnums', () => {
  const f = (x: Tensor, y: Tensor, labels: Tensor) => x.mul(y.square()).gather(0, labels).sum();
  const args = [tensor([1, 2]), tensor([3, 4]), tensor([1], { dtype: 'int32' })];

  test('choose one argument or several', () => {
    expect([...grad(f)(...args).dataSync()]).toEqual([0, 16]);
    expect([...grad(f, { argnums: 1 })(...args).dataSync()]).toEqual([0, 16]);
    const both = grad(f, { argnums: [1, 0] })(...args);
    expect(both.map((g) => [...g.dataSync()])).toEqual([
      [0, 16],
      [0, 16],
    ]);
    const { value, grads } = valueAndGrad(f, { argnums: [0] })(...args);
    expect([value.item(), grads.length]).toEqual([32, 1]);
  });

  test('must exist, once each, and be float', () => {
    expect(() => grad(f, { argnums: 3 })(...args)).toThrow(/argnums \[3\].*among 3 arguments/);
    expect(() => grad(f, { argnums: [0, 0] })(...args)).toThrow(/argnums \[0, 0\].*different/);
    expect(() => grad(f)()).toThrow(/argnums \[0\].*among 0/);
    expect(() => valueAndGrad(f)(...args)).toThrow(/argument 2 is int32.*argnums/);
  });
});

test('memory is flat over 200 calls', () => {
  useEngine({});
  const w = new Parameter(randn([4, 4]));
  const [x, v] = [randn([2, 4]), randn([2, 4])];
  const f = (y: Tensor) => y.matmul(w).tanh().softmax().mul(y.gt(0).to('float32')).square().sum();
  const call = () => {
    const { value, grads } = valueAndGrad(f)(x);
    const penalty = grad((y) => grad(f)(y).square().sum())(x);
    const { value: again, pullback } = vjp(f, x);
    const results = [value, ...grads, penalty, hvp(f)(x, v), hessian(f)(x), again];
    results.push(...pullback(value, { retainGraph: true }), ...pullback(value));
    for (const tensor of results) tensor.release();
  };
  call();
  const before = memory();
  for (let i = 0; i < 200; i++) call();
  expect(memory()).toEqual(before);
  x.release();
  v.release();
  expect(memory().buffers).toBe(1);
});

test('a training loop with a gradient penalty is flat', () => {
  useEngine({});
  const w = new Parameter(randn([4, 4]));
  const step = () => {
    const x = randn([2, 4]);
    const energy = (y: Tensor) => y.matmul(w).tanh().square().sum();
    const penalty = grad(energy, { createGraph: true })(x).square().sum();
    w.zeroGrad();
    backward(penalty);
    penalty.item();
  };
  for (let i = 0; i < 20; i++) step();
  const atTwenty = memory();
  for (let i = 0; i < 200; i++) step();
  expect(memory()).toEqual(atTwenty);
});
