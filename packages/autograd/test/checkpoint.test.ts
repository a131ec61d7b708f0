import {
  Generator,
  manualSeed,
  memory,
  rand,
  randn,
  type Tensor,
  tensor,
  useEngine,
  zeros,
} from '@plumbline/tensor';
import { describe, expect, test } from 'vitest';
import {
  backward,
  checkpoint,
  grad,
  hvp,
  isRecomputing,
  isTracked,
  jacobian,
  jvp,
  noGrad,
  onGradient,
  Parameter,
  valueAndGrad,
} from '../src/index.ts';

type Block = (x: Tensor) => Tensor;

const width = 16;
/** x + tanh(dropout(relu(x A)) B): reads x twice, as a residual block does, and draws a mask. */
function residual(options = {}): { block: Block; weights: Parameter[] } {
  const weights = [0, 1].map(
    () => new Parameter(randn([width, width], { generator: new Generator(4) }).mul(0.3)),
  );
  const [a, b] = weights;
  const block = (x: Tensor) => {
    const inner = x.matmul(a!).relu();
    const mask = rand(inner.shape, options).gt(0.3).to('float32');
    return x.add(inner.mul(mask).matmul(b!).tanh());
  };
  return { block, weights };
}

/** The loss, the gradients of x and of the weights. */
function numbersOf(block: Block, weights: Parameter[], depth: number): Float64Array[] {
  manualSeed(3);
  const x = new Parameter(randn([8, width]));
  let y: Tensor = x;
  for (let i = 0; i < depth; i++) y = block(y);
  const loss = y.square().mean();
  rand([7]); // The backward pass starts elsewhere in the stream.
  backward(loss);
  const results = [loss, x.grad!, ...weights.map((w) => w.grad!)];
  const numbers = results.map((tensor) => Float64Array.from(tensor.dataSync()));
  for (const w of weights) w.zeroGrad();
  return [...numbers, Float64Array.from(rand([3]).dataSync())];
}

describe.each(['wasm', 'reference'] as const)('on the %s engine', (name) => {
  test('gradients and random numbers are bit-identical to those without', () => {
    useEngine({ name });
    const { block, weights } = residual();
    const plain = numbersOf(block, weights, 5);
    expect(numbersOf(checkpoint(block), weights, 5)).toEqual(plain);
    // Several blocks in one, with the same weights, and checkpoints in checkpoints.
    const three = checkpoint((x) => checkpoint(block)(block(checkpoint(block)(x))));
    expect(numbersOf((x) => checkpoint(block)(block(three(x))), weights, 1)).toEqual(plain);
  });
});

describe('checkpoint', () => {
  test('restores generators of the caller, too, also after manualSeed', () => {
    const generator = new Generator(1);
    const { block, weights } = residual({ generator });
    const run = (f: Block) => {
      generator.counter = 10;
      return [...numbersOf(f, weights, 3), generator.counter];
    };
    expect(run(checkpoint(block))).toEqual(run(block));

    const w = new Parameter(tensor([1, 1, 1]));
    manualSeed(5);
    const mask = [...rand([3]).dataSync()];
    manualSeed(5);
    const y = checkpoint((x) => x.mul(rand([3])))(w);
    manualSeed(6);
    backward(y.sum());
    expect([...(w.grad?.dataSync() ?? [])]).toEqual(mask);
  });

  test('a deep stack stores one tensor a block, not what is inside the blocks', () => {
    useEngine({});
    const { block, weights } = residual();
    const size = 4 * 8 * width;
    const stored = (wrap: (f: Block) => Block, depth: number) => {
      const x = randn([8, width]);
      const before = memory().bytes;
      let peak = 0;
      const look = () => {
        peak = Math.max(peak, memory().bytes - before);
        return undefined;
      };
      // Looks when all of the block is there, in the forward pass and on the way back.
      const watched = wrap((y) => {
        const output = block(y);
        look();
        onGradient(output, look);
        return output;
      });
      let y = x;
      for (let i = 0; i < depth; i++) y = watched(y);
      const afterForward = (memory().bytes - before) / size;
      const loss = y.sum();
      backward(loss);
      for (const w of weights) w.zeroGrad();
      for (const tensor of [x, loss]) tensor.release();
      return { afterForward, peak: peak / size };
    };
    const plain = [4, 8, 16].map((depth) => stored((f) => f, depth));
    const saving = [4, 8, 16].map((depth) => stored(checkpoint, depth));
    // Outputs of blocks alone.
    expect(saving.map(({ afterForward }) => afterForward)).toEqual([4, 8, 16]);
    // Per block: relu's output, the mask, their product, tanh's output and the block's.
    for (const [i, depth] of [4, 8, 16].entries()) {
      expect(plain[i]!.afterForward).toBeGreaterThanOrEqual(5 * depth);
      expect(plain[i]!.peak).toBeGreaterThanOrEqual(5 * depth);
      // The inside of one block, and the gradients on their way (two of weights), at any depth.
      expect(saving[i]!.peak - depth).toBeLessThanOrEqual(16);
    }
    expect(saving[2]!.peak - 16).toBe(saving[1]!.peak - 8);
  });

  test('of the square root of the depth: memory for segments and one segment', () => {
    useEngine({});
    const w = new Parameter(randn([width, width]));
    const layer = (x: Tensor) => x.matmul(w).tanh();
    const segment = checkpoint((x) => [0, 1, 2, 3].reduce(layer, x));
    const before = memory().buffers;
    const y = [0, 1, 2, 3].reduce((x) => segment(x), randn([8, width]));
    expect(memory().buffers - before).toBe(5);
    backward(y.sum());
  });

  test('parameters get their hooks once, and changes to them are noticed', () => {
    const w = new Parameter(tensor([2, 3]));
    const seen: number[][] = [];
    onGradient(w, (g) => void seen.push([...g.dataSync()]));
    const cube = checkpoint((x) => x.mul(w).mul(w));
    const loss = cube(tensor([1, 1]))
      .add(w)
      .sum();
    backward(loss, { retainGraph: true });
    backward(loss);
    expect(seen).toEqual([
      [5, 7],
      [5, 7],
    ]);
    expect(() => backward(loss)).toThrow(/already used up/);
    const stale = cube(tensor([1, 1])).sum();
    w.assign(tensor([0, 0]));
    expect(() => backward(stale)).toThrow(/checkpoint read was changed after the forward pass/);
  });

  test('all derivatives go through it', () => {
    const w = new Parameter(randn([4, 4], { dtype: 'float64' }));
    const f = (x: Tensor) => x.matmul(w).tanh().mul(x);
    const g = checkpoint(f);
    const [x, v] = [0, 1].map(() => randn([2, 4], { dtype: 'float64' }));
    const energy = (h: Block) => (y: Tensor) => h(y).square().sum();
    const derivatives = (h: Block) => [
      grad(energy(h))(x!),
      hvp(energy(h))(x!, v!),
      jvp(h, [x!], [v!]).tangent,
      jacobian(h)(x!),
      grad((y) => grad((z) => grad(energy(h))(z).square().sum())(y).sum())(x!),
    ];
    const slope = (h: Block) => {
      w.zeroGrad();
      backward(grad(energy(h), { createGraph: true })(x!).square().sum());
      return w.grad!;
    };
    const numbers = (h: Block) =>
      [...derivatives(h), slope(h)].flatMap((tensor) => [...tensor.dataSync()]);
    const plain = numbers(f);
    // Not bit for bit: the graphs of higher derivatives add their parts in another order.
    for (const [i, value] of numbers(g).entries()) expect(value).toBeCloseTo(plain[i]!, 11);
  });

  test('follows tensors that the function closes over, and keeps those it will read', () => {
    const outer = new Parameter(tensor([2]));
    const square = outer.square();
    const mask = tensor([3]);
    const y = checkpoint((x) => x.mul(square).mul(mask))(tensor([5]));
    backward(y);
    expect(outer.grad?.item()).toBe(60);
    const { value, grads } = valueAndGrad((x) => checkpoint((z) => z.mul(x))(x))(tensor(3));
    expect([value.item(), grads[0]?.item()]).toEqual([9, 6]);
  });

  test('tells the function that it runs again', () => {
    const runs: boolean[] = [];
    const w = new Parameter(tensor([1]));
    const y = checkpoint((x) => {
      runs.push(isRecomputing());
      return x.square();
    })(w);
    backward(y);
    expect([...runs, isRecomputing()]).toEqual([false, true, false]);
  });

  test('does nothing where no gradient is recorded or none flows', () => {
    const w = new Parameter(tensor([1]));
    const f = checkpoint((x) => x.add(1));
    expect(isTracked(noGrad(() => f(w)))).toBe(false);
    expect(isTracked(f(tensor([1])))).toBe(false);
    expect(checkpoint((x) => x)(w)).toBe(w);
  });

  test('says so when the function does something else the second time', () => {
    const w = new Parameter(tensor([1, 2]));
    const again = (first: () => Tensor, second: () => Tensor) =>
      checkpoint(() => (isRecomputing() ? second() : first()))().sum();
    const plain = () => w.mul(2);
    expect(() => backward(again(plain, () => w.sum()))).toThrow('gave [2] at first and []');
    const other = new Parameter(zeros([2]));
    expect(() => backward(again(plain, () => other.mul(2)))).toThrow(
      /ran again, it read a tensor of shape \[2\] made by parameter/,
    );
  });

  test('memory is flat over 200 steps', () => {
    useEngine({});
    const { block, weights } = residual();
    const step = () => {
      const loss = checkpoint(checkpoint(block))(randn([8, width])).sum();
      for (const w of weights) w.zeroGrad();
      backward(loss);
      loss.item();
      const slope = grad((x) => checkpoint(block)(x).square().sum())(loss.expand([8, width]));
      slope.release();
    };
    for (let i = 0; i < 20; i++) step();
    const before = memory();
    for (let i = 0; i < 200; i++) step();
    expect(memory()).toEqual(before);
  });
});
