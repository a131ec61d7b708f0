import { beforeEach, describe, expect, test } from 'vitest';
import {
  endStep,
  keep,
  memory,
  ones,
  randn,
  scope,
  tensor,
  tensorsMadeBy,
  useEngine,
  zeros,
} from '../src/index.ts';

beforeEach(() => useEngine({}));

describe('scope', () => {
  test('releases everything but what it returns or keeps', () => {
    const x = ones([4]);
    const before = memory().buffers;
    const { sum, kept } = scope(() => {
      const kept = keep(x.add(1));
      return { sum: [x.mul(2).add(3).sum()], kept };
    });
    expect(memory().buffers).toBe(before + 2);
    expect([sum[0]?.item(), kept.sum().item()]).toEqual([20, 8]);
  });

  test('names the op and the way out when something released is read', () => {
    let inner = zeros([2]);
    scope(() => {
      inner = inner.add(1);
    });
    expect(() => inner.dataSync()).toThrow(
      'a tensor made by add, shape [2], was released by the end of a scope: keep(tensor)',
    );
    expect(() => inner.add(1)).toThrow('made by add');
  });

  test('hands what it returns to the scope around it', () => {
    const before = memory().buffers;
    scope(() => {
      scope(() => ones([2]).add(1));
    });
    expect(memory().buffers).toBe(before);
  });

  test('releases what was made before an error, and refuses async functions', () => {
    const before = memory().buffers;
    const fail = () => {
      ones([2]);
      throw new Error('on purpose');
    };
    expect(() => scope(fail)).toThrow('on purpose');
    expect(memory().buffers).toBe(before);
    expect(() => scope(async () => {})).toThrow('the function is async');
  });

  test('what was made in a body can be listed, and the scope around still has it', () => {
    const before = memory().buffers;
    const count = scope(() => {
      const { result, made } = tensorsMadeBy(() => scope(() => ones([2]).add(1).mul(2)));
      expect(made).toEqual([result]);
      expect(() => tensorsMadeBy(() => ones([-1]))).toThrow();
      return tensorsMadeBy(() => ones([2]).add(1)).made.length;
    });
    expect(count).toBe(2);
    expect(memory().buffers).toBe(before);
  });

  test('a view holds its buffer when the tensor it looks at is released', () => {
    const rows = scope(() =>
      tensor([
        [1, 2],
        [3, 4],
      ])
        .add(0)
        .slice([1, 2]),
    );
    expect([...rows.dataSync()]).toEqual([3, 4]);
    rows.release();
    expect(memory().buffers).toBe(0);
  });
});

describe('memory', () => {
  test('tells what is alive, and what made it', () => {
    const x = ones([10]).add(zeros([10]));
    expect(memory()).toMatchObject({
      buffers: 3,
      bytes: 120,
      byOrigin: {
        ones: { buffers: 1, bytes: 40 },
        zeros: { buffers: 1, bytes: 40 },
        add: { buffers: 1, bytes: 40 },
      },
    });
    expect(x.size).toBe(10);
  });

  test('what several steps did not use moves out, stays readable and comes back', () => {
    const x = randn([5]);
    const before = [...x.dataSync()];
    for (let step = 0; step < 10; step++) endStep();
    expect(memory().buffers).toBe(0);
    expect([...x.dataSync()]).toEqual(before);
    expect([...x.mul(2).dataSync()]).toEqual(before.map((value) => Math.fround(value * 2)));
    expect(memory().byOrigin['randn']).toEqual({ buffers: 1, bytes: 20 });
  });

  test('a loop that ends no step and releases nothing stays below a limit', () => {
    useEngine({ softLimit: 1 << 20 });
    const w = randn([64, 64]);
    const first = [...w.dataSync()];
    let x = w;
    for (let i = 0; i < 2000; i++) x = w.add(i);
    expect(memory().bytes).toBeLessThan(2 << 20);
    expect(x.sub(1999).sub(w).abs().max().item()).toBeLessThan(1e-3);
    expect([...w.dataSync()]).toEqual(first);
  });

  test('a loop of small tensors stays below a number of buffers, and nothing held is lost', () => {
    const held = Array.from({ length: 100 }, (_, i) => tensor(i).add(0.5));
    let most = 0;
    for (let i = 0; i < 300_000; i++) {
      zeros([1]);
      if (i % 10_000 === 0) most = Math.max(most, memory().buffers);
    }
    expect(most).toBeGreaterThan(50_000);
    expect(most).toBeLessThan(2 ** 17);
    expect(held.map((x) => x.item())).toEqual(held.map((_, i) => i + 0.5));
    expect(held.map((x) => x.mul(2).item())).toEqual(held.map((_, i) => 2 * i + 1));
  });

  test('the limit is a clear error that says what is alive, and nothing is lost', () => {
    useEngine({ maximumBytes: 4 << 20 });
    const held = keep(ones([1 << 18]));
    expect(() => zeros([1 << 20])).toThrow(
      /zeros: 4194304 bytes were asked for.*1048576 bytes in 1 buffers are alive \(largest: ones 1048576\)/,
    );
    expect(held.sum().item()).toBe(1 << 18);
  });

  test('a tensor of another engine is refused, not misread', () => {
    const x = ones([2]).add(1);
    useEngine({});
    expect(() => x.dataSync()).toThrow(/tensor of another engine was used \(made by add\)/);
  });
});
