import { readFileSync } from 'node:fs';
import { dispatch, none, ops, type Tensor, tensor, useEngine } from '@plumbline/tensor';
import { beforeEach, describe, expect, test } from 'vitest';
import { customGradient, grad, gradcheck, hessian, hvp, jacobian, jvp, vjp } from '../src/index.ts';

interface Numbers {
  readonly shape: readonly number[];
  /** In one string. */
  readonly values: string;
}

type Result = 'x' | 'v' | 'u' | 'value' | 'jvp' | 'vjp' | 'jacobian' | 'hvp' | 'hessian';

/** What `fixtures/functional.py` wrote. */
const fixture: {
  readonly torch: string;
  readonly weight: Numbers;
  readonly matrix: Numbers;
  readonly cases: readonly ({ readonly name: string } & Readonly<Record<Result, Numbers>>)[];
} = JSON.parse(readFileSync(new URL('fixtures/functional.json', import.meta.url), 'utf8'));

const read = ({ shape, values }: Numbers) =>
  tensor(Float64Array.from(values === '' ? [] : values.split(' '), Number), { shape });

const labels = () => tensor([1, 0], { dtype: 'int32' });
const weight = () => read(fixture.weight);

function normalized(x: Tensor): Tensor {
  const [gain, bias] = [1, 0].map((value) => tensor(new Float64Array(x.shape[1]!).fill(value)));
  const moments = dispatch(ops.channelMoments, [x], none);
  return dispatch(ops.batchNorm, [x, gain!, bias!, moments], { eps: 1e-5 });
}

/** The functions of `fixtures/functional.py`. */
const functions: Readonly<Record<string, (x: Tensor) => Tensor>> = {
  'tanh of a product': (x) => x.matmul(read(fixture.matrix)).tanh(),
  'few to many': (x) => x.unsqueeze(1).mul(x.exp()),
  softmax: (x) => x.softmax(),
  'convolution, normalization, pooling': (x) =>
    normalized(x.conv2d(weight(), { padding: 1 })).maxPool2d(2),
  'cross entropy': (x) => {
    const logits = x.conv2d(weight()).sigmoid().sum([2, 3]);
    return dispatch(ops.crossEntropy, [logits, labels()], { ignoreIndex: null }).mean();
  },
};

function expectNear(actual: Tensor, expected: Numbers): void {
  expect(actual.shape).toEqual(expected.shape);
  const wanted = read(expected);
  const largest = wanted.abs().max().item();
  expect(actual.sub(wanted).abs().max().item()).toBeLessThan(1e-12 * Math.max(1, largest));
}

describe.each(['wasm', 'reference'] as const)(`as PyTorch ${fixture.torch}, on %s`, (engine) => {
  test.each(fixture.cases.map((example) => [example.name, example] as const))(
    '%s',
    (name, example) => {
      useEngine({ name: engine });
      const f = functions[name]!;
      const [x, v, u] = [read(example.x), read(example.v), read(example.u)];
      const energy = (y: Tensor) => f(y).square().mul(u).sum();
      const forward = jvp(f, [x], [v]);
      expectNear(forward.value, example.value);
      expectNear(forward.tangent, example.jvp);
      const { value, pullback } = vjp(f, x);
      expectNear(value, example.value);
      expectNear(pullback(u)[0]!, example.vjp);
      expectNear(jacobian(f)(x), example.jacobian);
      expectNear(jacobian(f, { mode: 'forward' })(x), example.jacobian);
      expectNear(jacobian(f, { mode: 'reverse' })(x), example.jacobian);
      expectNear(hvp(energy)(x, v), example.hvp);
      expectNear(jvp(grad(energy), [x], [v]).tangent, example.hvp);
      expectNear(hessian(energy)(x), example.hessian);
    },
  );
});

describe('vjp', () => {
  let [x, y] = [tensor([]), tensor([])];
  beforeEach(() => {
    [x, y] = [tensor([2, 3]), tensor([5, 7])];
  });

  test('of a list of values', () => {
    const { value, pullback } = vjp((a, b) => [a.mul(b), a.sum()], x, y);
    expect(value.map((v) => [...v.dataSync()])).toEqual([[10, 21], [5]]);
    const gradients = pullback([tensor([1, 10]), tensor(100)]);
    expect(gradients.map((g) => [...g.dataSync()])).toEqual([
      [105, 170],
      [2, 30],
    ]);
  });

  test('adds up where one value is another, or is read by it', () => {
    const { pullback } = vjp((a) => {
      const square = a.square();
      return [square, square, square.mul(2), a];
    }, x);
    const ones = tensor([1, 1]);
    expect([...pullback([ones, ones, ones, ones])[0]!.dataSync()]).toEqual([17, 25]);
  });

  test('pulls back once, or as often as told', () => {
    const { value, pullback } = vjp((a) => a.square(), x);
    expect([...pullback(x, { retainGraph: true })[0]!.dataSync()]).toEqual([8, 18]);
    expect([...pullback(y)[0]!.dataSync()]).toEqual([20, 42]);
    expect(() => pullback(x)).toThrow(/already used up.*retainGraph/);
    expect([...value.dataSync()]).toEqual([4, 9]);
  });

  test('can be recorded, and is differentiated inside another function', () => {
    const at = tensor([0.5, -1.5], { dtype: 'float64' });
    const pulled = (a: Tensor, u: Tensor) => vjp((b) => b.sin().mul(b), a).pullback(u)[0]!;
    gradcheck(pulled, [at, tensor([2, 3], { dtype: 'float64' })]);
    const { pullback } = vjp((a) => a.square(), at);
    const [slope] = pullback(at, { createGraph: true });
    expect([...slope!.dataSync()]).toEqual([0.5, 4.5]);
  });

  test('refuses what does not fit', () => {
    const { pullback } = vjp((a) => a.sum(), x);
    expect(() => pullback(x)).toThrow(
      'vjp: cotangent 0 is float32 [2], but output 0 is float32 []',
    );
    expect(() => vjp((a) => a, labels())).toThrow(/argument 0 is int32/);
    expect(() => vjp((a) => a.gt(1), x)).toThrow('must return floats, got bool');
  });
});

describe('hvp', () => {
  test('of several arguments is the product with the whole Hessian', () => {
    // f = x² y: H = [[2y, 2x], [2x, 0]]
    const f = (x: Tensor, y: Tensor) => x.square().mul(y);
    const products = hvp(f)([tensor(3), tensor(5)], [tensor(7), tensor(11)]);
    expect(products.map((t) => t.item())).toEqual([2 * 5 * 7 + 2 * 3 * 11, 2 * 3 * 7]);
    expect(() => hvp(f)([tensor(3), tensor(5)], [tensor(7)])).toThrow(
      'got 1 vectors for 2 arguments',
    );
  });

  test('a linear function has none', () => {
    expect([...hvp((x) => x.sum())(tensor([1, 2]), tensor([3, 4])).dataSync()]).toEqual([0, 0]);
  });
});

describe('jacobian', () => {
  test('of empty tensors is empty, of functions that ignore their argument 0', () => {
    const empty = tensor(new Float32Array(0), { shape: [0, 2] });
    expect(jacobian((x) => x.sum(0))(empty).shape).toEqual([2, 0, 2]);
    const constant = jacobian(() => tensor([1, 2, 3]))(tensor([1]));
    expect([constant.shape, [...constant.dataSync()]]).toEqual([
      [3, 1],
      [0, 0, 0],
    ]);
  });

  test.each([
    [5, 2],
    [2, 5],
  ])('takes the fewer passes (%i inputs, %i outputs)', (inputs, outputs) => {
    let passes = 0;
    const counted = customGradient((x) => x, {
      backward: (g) => {
        passes++;
        return [g];
      },
    });
    const f = (x: Tensor) => counted(x.sum().mul(tensor(new Float32Array(outputs))));
    expect(jacobian(f)(tensor(new Float32Array(inputs))).shape).toEqual([outputs, inputs]);
    // Forward mode pulls back once, and pushes along what that recorded.
    expect(passes).toBe(inputs + 1 < outputs ? 1 : outputs);
  });

  test.each(['forward', 'reverse'] as const)('has a gradient itself (%s)', (mode) => {
    const x = tensor([0.3, -0.7], { dtype: 'float64' });
    gradcheck(
      jacobian((y) => y.sin().mul(y.unsqueeze(1)), { mode }),
      [x],
    );
  });
});
