import { inspect } from 'node:util';
import { keep, memory, randn, scope, tensor, useEngine } from '@plumbline/tensor';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  backward,
  detach,
  grad,
  isTracked,
  noGrad,
  onGradient,
  Parameter,
  track,
  valueAndGrad,
} from '../src/index.ts';

const parameter = (values: number[] | number[][]) => new Parameter(tensor(values));

test("relu's gradient is 1 where its input is NaN, as PyTorch 1.13 has it", () => {
  const slopes = grad((x) => x.relu().sum())(
    tensor([Number.NaN, 1, -1, 0, Number.POSITIVE_INFINITY]),
  );
  expect(Array.from(slopes.dataSync())).toEqual([1, 1, 0, 0, 1]);
});

test('an async noGrad is an error that names it', () => {
  expect(() => noGrad(async () => {})).toThrow(
    'noGrad: the function is async; put a noGrad around',
  );
});

test('a parameter is printed and written as the tensor it is', () => {
  const w = parameter([[1, 2.5]]);
  expect(inspect(w)).toBe('tensor([[1.0, 2.5]])');
  expect(JSON.stringify({ w })).toBe('{"w":[[1,2.5]]}');
});

describe('backward', () => {
  test('puts the gradient of the loss into every parameter', () => {
    const w = parameter([
      [1, 2],
      [3, 4],
    ]);
    const x = tensor([[5, 6]]);
    backward(x.matmul(w).sum());
    expect([...(w.grad?.dataSync() ?? [])]).toEqual([5, 5, 6, 6]);
  });

  test('assign says what to do with an array', () => {
    const w = parameter([1, 2]);
    const assign = () => Reflect.apply(w.assign, w, [[1, 2]]);
    expect(assign).toThrow(TypeError);
    expect(assign).toThrow('assign: a tensor expected, got 1,2; use tensor(...)');
  });

  test('adds up over several calls until zeroGrad', () => {
    const w = parameter([1, 2]);
    backward(w.mul(3).sum());
    backward(w.mul(4).sum());
    expect([...(w.grad?.dataSync() ?? [])]).toEqual([7, 7]);
    w.zeroGrad();
    expect(w.grad).toBeNull();
  });

  test('follows a tensor that is used several times (generated polynomials)', () => {
    const coefficients = fc.array(fc.integer({ min: -3, max: 3 }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(coefficients, fc.integer({ min: -2, max: 2 }), (cs, at) => {
        const x = parameter([at]);
        // Horner's rule uses x once a coefficient.
        const value = cs.reduce((sum, c) => sum.mul(x).add(c), x.mul(0));
        backward(value.sum());
        const slope = cs.reduce((sum, c, i) => {
          const power = cs.length - 1 - i;
          return sum + (power === 0 ? 0 : c * power * at ** (power - 1));
        }, 0);
        expect(x.grad?.item()).toBeCloseTo(slope, 4);
      }),
    );
  });

  test('releases what the forward pass made, and says so when it is read', () => {
    const w = parameter([1, 2]);
    const inner = w.mul(2);
    const kept = keep(inner.add(1));
    const loss = kept.square().sum();
    backward(loss);
    expect(loss.item()).toBe(34);
    expect([...kept.dataSync()]).toEqual([3, 5]);
    expect(() => inner.dataSync()).toThrow(
      /made by mul, shape \[2\], was released by backward\(\).*keep/,
    );
  });

  test('leaves no buffer behind but the loss and the gradients', () => {
    useEngine({});
    const w = new Parameter(randn([8, 8]));
    const x = randn([4, 8]);
    const before = memory().buffers;
    const loss = x.matmul(w).relu().matmul(w).softmax().var();
    backward(loss);
    expect(memory().buffers).toBe(before + 2);
  });

  test('can keep the graph for a second pass', () => {
    const w = parameter([3]);
    const loss = w.square().sum();
    backward(loss, { retainGraph: true });
    backward(loss);
    expect(w.grad?.item()).toBe(12);
    expect(() => backward(loss)).toThrow(/already used up.*retainGraph/);
  });

  test('takes the gradient of a tensor that is no scalar', () => {
    const w = parameter([1, 2]);
    expect(() => backward(w.mul(2))).toThrow(
      /shape \[2\] has no one gradient.*sum\(\) or mean\(\)/,
    );
    backward(w.mul(2), { gradient: tensor([1, 10]) });
    expect([...(w.grad?.dataSync() ?? [])]).toEqual([2, 20]);
  });

  test('refuses a tensor without a graph', () => {
    expect(() => backward(tensor([1]).sum())).toThrow(/not computed from parameters/);
  });

  test('notices that a parameter changed between the passes', () => {
    const w = parameter([1, 2]);
    const loss = w.square().sum();
    w.assign(tensor([5, 6]));
    expect(() => backward(loss)).toThrow(/square read was changed after the forward pass/);
  });

  test('passes over frozen parameters', () => {
    const [a, b] = [parameter([1]), parameter([2])];
    b.requiresGrad = false;
    backward(a.mul(b).sum());
    expect(a.grad?.item()).toBe(2);
    expect(b.grad).toBeNull();
  });

  test('sums and casts gradients back where inputs broadcast or were promoted', () => {
    const w = new Parameter(tensor([1, 2, 3]));
    backward(w.mul(tensor([[1], [2]], { dtype: 'float64' })).sum());
    expect(w.grad?.dtype).toBe('float32');
    expect([...(w.grad?.dataSync() ?? [])]).toEqual([3, 3, 3]);
  });

  test('works inside a scope', () => {
    const w = parameter([2]);
    scope(() => backward(w.square().sum()));
    expect(w.grad?.item()).toBe(4);
  });
});

describe('hooks', () => {
  test('see the whole gradient once a pass, and can replace it', () => {
    const x = parameter([1, 2]);
    const y = x.mul(2);
    const seen: number[][] = [];
    onGradient(y, (gradient) => void seen.push([...gradient.dataSync()]));
    const remove = onGradient(x, (gradient) => gradient.mul(10));
    backward(y.mul(3).add(y).sum());
    expect(seen).toEqual([[4, 4]]);
    expect([...(x.grad?.dataSync() ?? [])]).toEqual([80, 80]);
    remove();
    x.zeroGrad();
    backward(x.sum());
    expect([...(x.grad?.dataSync() ?? [])]).toEqual([1, 1]);
  });

  test('hang on tracked inputs too, and on nothing else', () => {
    expect(() => onGradient(tensor([1]), () => {})).toThrow(/track\(tensor\)/);
    const x = track(tensor([1, 2]));
    let norm = 0;
    onGradient(x, (gradient) => {
      norm = gradient.norm().item();
    });
    backward(x.mul(tensor([3, 4])).sum());
    expect(norm).toBeCloseTo(5, 5);
  });
});

describe('noGrad and detach', () => {
  test('record nothing, and release what is not returned', () => {
    useEngine({});
    const w = parameter([1, 2]);
    const sum = noGrad(() => w.mul(2).add(1).sum());
    expect(isTracked(sum)).toBe(false);
    expect(Object.keys(memory().byOrigin).sort()).toEqual(['sum', 'tensor']);
    expect(sum.item()).toBe(8);
  });

  test('a detached tensor is a constant', () => {
    const w = parameter([3]);
    backward(w.mul(detach(w)).sum());
    expect(w.grad?.item()).toBe(3);
  });
});

describe('grad and valueAndGrad', () => {
  test('give gradients of all arguments and leave parameters alone', () => {
    const w = parameter([2]);
    const f = valueAndGrad((x, y) => x.mul(y).mul(w).sum());
    const { value, grads } = f(tensor([3]), tensor([5]));
    expect([value, ...grads].map((t) => t.item())).toEqual([30, 10, 6]);
    expect(w.grad).toBeNull();
  });

  test('nest: the third derivative of x⁴ is 24 x', () => {
    fc.assert(
      fc.property(fc.double({ min: -2, max: 2, noNaN: true }), (at) => {
        const third = grad(grad(grad((x) => x.square().square().sum())));
        expect(third(tensor([at], { dtype: 'float64' })).item()).toBeCloseTo(24 * at, 9);
      }),
    );
  });

  test('a gradient penalty reaches the parameters', () => {
    // d/dw (d/dx w x²)² = d/dw (2 w x)² = 8 w x²
    const w = parameter([3]);
    const slope = grad((x) => w.mul(x.square()).sum(), { createGraph: true })(tensor([2]));
    backward(slope.square().sum());
    expect(w.grad?.item()).toBeCloseTo(96, 4);
  });

  test('an argument that the function ignores gets zeros', () => {
    const { grads } = valueAndGrad((x, _) => x.sum())(tensor([1]), tensor([1, 2]));
    expect([...(grads[1]?.dataSync() ?? [])]).toEqual([0, 0]);
  });
});

describe('memory', () => {
  test.each([1, 2])(
    'a training loop without any release call is flat (%i backward a step)',
    (passes) => {
      const w = new Parameter(randn([10, 10]));
      const step = () => {
        const x = tensor(new Float32Array(80).fill(0.5), { shape: [8, 10] });
        for (let pass = 0; pass < passes; pass++) {
          const loss = x.matmul(w).relu().mean();
          w.zeroGrad();
          backward(loss);
          loss.item();
        }
        noGrad(() => w.assign(w.sub(w.grad?.mul(0.01) ?? 0)));
      };
      for (let i = 0; i < 10; i++) step();
      const atTen = memory();
      for (let i = 10; i < 500; i++) step();
      expect(memory()).toEqual(atTen);
    },
  );

  test('the losses of all steps stay readable', () => {
    const w = parameter([1]);
    const losses = Array.from({ length: 50 }, (_, i) => {
      const loss = w.mul(i).sum();
      backward(loss);
      return loss;
    });
    expect(losses.map((loss) => loss.item())).toEqual(losses.map((_, i) => i));
  });
});
