import { grad, onGradient } from '@plumbline/autograd';
import { Generator, randn, type Tensor, zerosLike } from '@plumbline/tensor';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { init, initialize, Linear, ReLU, Residual, Sequential } from '../src/index.ts';
import { expectClose, expectSame, type Float, roundoff } from './close.ts';
import { each, type HostMatrix, hostMatrix, plus, times, transposed } from './host-matrix.ts';
import {
  hostWeightsOf,
  residualBlocks,
  type StackCase,
  stackCases,
  weightsOf,
} from './residual-stack.ts';

/** dL/dx for L = sum(g · f(x)): the gradient at the output is g. */
function gradientAt(f: (x: Tensor) => Tensor, x: Tensor, g: Tensor): Tensor {
  return grad((input) => f(input).mul(g).sum())(x);
}

function hostOf({ width, batch }: StackCase, x: Tensor): HostMatrix {
  return hostMatrix(batch, width, x.dataSync());
}

/**
 * How far rounding may take each element: every path through the network is rounded at most once an
 * addition and once a multiplication it passes, so that the error is at most their number times the
 * roundoff times what the network gives on absolute values (Higham, "Accuracy and stability of
 * numerical algorithms", section 3.1).
 */
function bounds({ width, hidden, depth, dtype }: StackCase, ofAbsolutes: HostMatrix): Float64Array {
  const roundings = 2 * depth * (width + hidden + 4);
  const limit = dtype === 'float64' ? 1e-10 : Number.POSITIVE_INFINITY;
  return ofAbsolutes.data.map((x) => Math.min(limit, x * roundings * roundoff[dtype]));
}

describe('fact 1: the output is F(x) + x', () => {
  test('through a stack, against float64 on the host', () => {
    fc.assert(
      fc.property(stackCases, fc.boolean(), (stack, isNonlinear) => {
        const generator = new Generator(stack.seed);
        const blocks = residualBlocks(stack, generator, isNonlinear ? [new ReLU()] : []);
        const x = randn([stack.batch, stack.width], { dtype: stack.dtype, generator });
        let expected = hostOf(stack, x);
        let absolute = each(expected, Math.abs);
        for (const block of blocks) {
          const [w2, w3] = hostWeightsOf(block).map(transposed);
          const inner = times(expected, w2!);
          const branch = times(isNonlinear ? each(inner, (v) => Math.max(v, 0)) : inner, w3!);
          expected = plus(expected, branch);
          const [a2, a3] = [each(w2!, Math.abs), each(w3!, Math.abs)];
          absolute = plus(absolute, times(times(absolute, a2), a3));
        }
        const output = new Sequential(...blocks).forward(x);
        expect(output.dtype).toBe(stack.dtype);
        expectClose(output, expected.data, bounds(stack, absolute));
      }),
    );
  });

  test('with a scale, a projecting shortcut and an activation', () => {
    const generator = new Generator(3);
    const options = { dtype: 'float64', generator } as const;
    const [branch, shortcut] = [new Linear(3, 5, options), new Linear(3, 5, options)];
    const block = new Residual(branch, { shortcut, activation: new ReLU(), scale: 0.25 });
    const x = randn([4, 3], options);
    const sum = shortcut.forward(x).add(branch.forward(x).mul(0.25));
    expectClose(block.forward(x), sum.relu(), 1e-14);
  });

  test('a shortcut of another shape is an error that says what to do', () => {
    const block = new Residual(new Linear(4, 6));
    expect(() => block.forward(randn([2, 4]))).toThrow(
      'Residual: the shortcut gives [2, 4], the branch [2, 6]; pass a shortcut that projects to [2, 6]',
    );
  });
});

describe('fact 2: a zero branch', () => {
  test('returns exactly x, and its gradient is exactly the gradient at the output', () => {
    fc.assert(
      fc.property(stackCases, fc.boolean(), (stack, isNonlinear) => {
        const generator = new Generator(stack.seed);
        const blocks = residualBlocks(stack, generator, isNonlinear ? [new ReLU()] : []);
        const model = initialize(new Sequential(...blocks), init.zeros);
        const options = { dtype: stack.dtype, generator };
        const x = randn([stack.batch, stack.width], options);
        const g = randn([stack.batch, stack.width], options);
        expectSame(model.forward(x), x);
        expectSame(
          gradientAt((input) => model.forward(input), x, g),
          g,
        );
      }),
    );
  });

  test('zeroing the last layer of the branch is enough', () => {
    const [block] = residualBlocks(
      { width: 6, hidden: 4, depth: 1, dtype: 'float32' },
      new Generator(1),
    );
    const [, w3] = weightsOf(block!);
    w3.assign(zerosLike(w3));
    const x = randn([2, 6]);
    expectSame(block!.forward(x), x);
  });
});

describe('fact 3: dL/dx = dL/dout + dL/dout · (W3 W2)', () => {
  test('for a stack the factors of all blocks multiply', () => {
    fc.assert(
      fc.property(stackCases, (stack) => {
        const generator = new Generator(stack.seed);
        const blocks = residualBlocks(stack, generator);
        const options = { dtype: stack.dtype, generator };
        const x = randn([stack.batch, stack.width], options);
        const g = randn([stack.batch, stack.width], options);
        let expected = hostOf(stack, g);
        let absolute = each(expected, Math.abs);
        for (const block of blocks.toReversed()) {
          const [w2, w3] = hostWeightsOf(block);
          expected = plus(expected, times(expected, times(w3, w2)));
          const [a2, a3] = [each(w2, Math.abs), each(w3, Math.abs)];
          absolute = plus(absolute, times(absolute, times(a3, a2)));
        }
        const model = new Sequential(...blocks);
        const found = gradientAt((input) => model.forward(input), x, g);
        expectClose(found, expected.data, bounds(stack, absolute));
      }),
    );
  });

  test('the two terms arrive apart, at the inputs of the shortcut and the branch', () => {
    fc.assert(
      fc.property(stackCases, (anyStack) => {
        const stack = { ...anyStack, depth: 1 };
        const generator = new Generator(stack.seed);
        const [block] = residualBlocks(stack, generator);
        const options = { dtype: stack.dtype, generator };
        const x = randn([stack.batch, stack.width], options);
        const g = randn([stack.batch, stack.width], options);
        const { identity, branch, whole } = gradientTerms(block!, x, g);
        const [w2, w3] = hostWeightsOf(block!);
        const product = times(hostOf(stack, g), times(w3, w2));
        const [absolute, a2, a3] = [hostOf(stack, g), w2, w3].map((m) => each(m, Math.abs));
        expectSame(identity, g);
        expectClose(branch, product.data, bounds(stack, times(absolute!, times(a3!, a2!))));
        expectSame(whole, identity.add(branch));
      }),
    );
  });
});

describe('fact 4: the size of W2 and W3', () => {
  test('makes the share of the branch grow, and leaves the identity term untouched', () => {
    fc.assert(
      fc.property(stackCases, (stack) => {
        const generator = new Generator(stack.seed);
        const [block] = residualBlocks({ ...stack, depth: 1 }, generator);
        const options = { dtype: stack.dtype, generator };
        const x = randn([stack.batch, stack.width], options);
        const g = randn([stack.batch, stack.width], options);
        const originals = weightsOf(block!).map((weight) => weight.clone());
        let before = -1;
        for (const scale of [0, 1e-3, 0.1, 0.5, 1, 2, 10]) {
          for (const [i, weight] of weightsOf(block!).entries()) {
            weight.assign(originals[i]!.mul(scale));
          }
          const { identity, branch } = gradientTerms(block!, x, g);
          const [a, b] = [identity.norm().item(), branch.norm().item()];
          const share = b / (a + b);
          expect(share).toBeGreaterThan(before);
          expectSame(identity, g);
          before = share;
        }
      }),
      { numRuns: 30 },
    );
  });
});

interface GradientTerms {
  readonly identity: Tensor;
  readonly branch: Tensor;
  readonly whole: Tensor;
}

/** The gradients at the inputs of a block's shortcut, of its branch, and of the block. */
function gradientTerms(block: Residual, x: Tensor, g: Tensor): GradientTerms {
  const terms: { identity?: Tensor; branch?: Tensor } = {};
  const watch = (name: 'identity' | 'branch') => (_: unknown, input: Tensor) => {
    onGradient(input, (gradient) => {
      terms[name] = gradient.clone();
    });
  };
  const stopShortcut = block.shortcut.onForwardPre(watch('identity'));
  const stopBranch = block.branch.onForwardPre(watch('branch'));
  const whole = gradientAt((input) => block.forward(input), x, g);
  stopShortcut();
  stopBranch();
  const { identity, branch } = terms;
  if (identity === undefined || branch === undefined) throw new Error('a term did not arrive');
  return { identity, branch, whole };
}

describe('fact 5: 100 deep with small weights', () => {
  const cases = [8, 20, 33].flatMap((width) => [
    { width, dtype: 'float32' as const },
    { width, dtype: 'float64' as const },
  ]);

  test.each(cases)('width $width in $dtype: the plain gradient fades', ({ width, dtype }) => {
    const norms = gradientNorms(small(width, dtype, (branch) => branch));
    expect(norms.at(-1)).toBeGreaterThan(1);
    expect(norms[0]).toBeLessThan(1e-38);
  });

  test.each(cases)('width $width in $dtype: the residual gradient stays', ({ width, dtype }) => {
    const norms = gradientNorms(small(width, dtype, (branch) => new Residual(branch)));
    const [first, last] = [norms[0]!, norms.at(-1)!];
    expect(first / last).toBeGreaterThan(0.1);
    expect(first / last).toBeLessThan(10);
  });

  type Block = (branch: Sequential) => Sequential | Residual;

  /** 100 blocks of two linear layers with weights of standard deviation 0.1 / √width. */
  function small(width: number, dtype: Float, block: Block): Sequential {
    const generator = new Generator(width);
    const options = { dtype, generator };
    const blocks = Array.from({ length: 100 }, () =>
      block(new Sequential(new Linear(width, width, options), new Linear(width, width, options))),
    );
    const std = 0.1 / Math.sqrt(width);
    const normal: typeof init.normal = (shape, rest) => init.normal(shape, { ...rest, std });
    return initialize(new Sequential(...blocks), normal, { generator });
  }

  /** The norm of the gradient at the output of every block, first to last. */
  function gradientNorms(model: Sequential): number[] {
    const norms: number[] = [];
    const stops = [...model].map((block, depth) =>
      block.onForward((_, __, output) => {
        onGradient(output, (gradient) => {
          norms[depth] = gradient.norm().item();
        });
      }),
    );
    const { shape, dtype } = model.parameters()[0]!;
    const x = randn([4, shape[1]!], { dtype, generator: new Generator(7) });
    gradientAt((input) => model.forward(input), x, x);
    for (const stop of stops) stop();
    return norms;
  }
});
