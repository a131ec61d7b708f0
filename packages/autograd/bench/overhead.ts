/** What small ops cost, in microseconds: `node bench/overhead.ts`. Their arithmetic is next to nothing. */
import { memory, ones, scope, type Tensor, useEngine } from '@plumbline/tensor';
import { backward, track } from '../src/index.ts';

useEngine({ threads: 1 });
const opsInChain = 50;

/** Microseconds for each op of `body`, which makes `ops` of them: the best of many runs. */
function report(name: string, ops: number, body: () => void): void {
  let best = Number.POSITIVE_INFINITY;
  for (let run = 0; run < 400; run++) {
    const start = performance.now();
    for (let i = 0; i < 10; i++) body();
    best = Math.min(best, (performance.now() - start) / 10);
  }
  console.log(`${name.padEnd(52)} ${((best / ops) * 1e3).toFixed(2)} us an op`);
}

/** Alternating additions and multiplications, `each` is called on every result. */
function chain(x: Tensor, y: Tensor, each: (result: Tensor) => void = () => {}): Tensor {
  let result = x;
  for (let i = 0; i < opsInChain; i++) {
    result = i % 2 === 0 ? result.add(y) : result.mul(y);
    each(result);
  }
  return result;
}

const [x, y] = [ones([8]), ones([8])];
report('two tensors of 8, in a scope, the last one read', opsInChain, () =>
  scope(() => void chain(x, y).dataSync()),
);
report('the same, every result read', opsInChain, () =>
  scope(() => void chain(x, y, (result) => result.dataSync())),
);
const tracked = track(ones([8]));
report('on the tape, the last one read', opsInChain, () =>
  scope(() => void chain(tracked, y).dataSync()),
);
report('on the tape and back', opsInChain * 3, () =>
  backward(scope(() => chain(tracked, y).sum())),
);
console.log(`${memory().buffers} buffers are alive`);
