/** What fusing brings on large tensors, and threads on top: `node bench/fusion.ts`. */
import {
  type Buffer,
  contiguousStrides,
  createEngine,
  type Engine,
  elementCount,
  type PointwiseOp,
  type View,
} from '../src/index.ts';
import { best } from './peak.ts';

const shape = [512, 2048];

function whole(buffer: Buffer, shape: readonly number[]): View {
  return { buffer, shape, strides: contiguousStrides(shape), offset: 0 };
}

/** Milliseconds of one call, with `read` for every result on the way or only for the last one. */
function milliseconds(engine: Engine, isEager: boolean, reduces: boolean): number {
  const count = elementCount(shape);
  const view = () => whole(engine.adopt('float32', new Float32Array(count).fill(0.5), 'x'), shape);
  const [x, a, b] = [view(), view(), view()];
  const settle = (view: View): void => {
    engine.readSync({ ...view, shape: view.shape.map(() => 1) });
  };
  const op = (name: PointwiseOp, inputs: (View | number)[]): View => {
    const output = whole(engine.allocate('float32', count, name), shape);
    engine.pointwise(name, inputs, output);
    if (isEager) settle(output);
    return output;
  };
  const call = (): void => {
    const made = [op('mul', [x, a])];
    made.push(op('add', [made[0]!, b]));
    made.push(op('relu', [made[1]!]));
    made.push(op('mul', [made[2]!, 0.5]));
    if (reduces) {
      const sum = whole(engine.allocate('float32', 1, 'sum'), []);
      engine.reduce('sum', made[3]!, [0, 1], sum);
      made.push(sum);
    }
    for (const inner of made.slice(0, -1)) engine.release(inner.buffer);
    settle(made.at(-1)!);
    engine.release(made.at(-1)!.buffer);
  };
  return best(call, 600);
}

for (const threads of [1, 2]) {
  const engine = createEngine({ threads });
  milliseconds(engine, true, true);
  await new Promise((resolve) => setTimeout(resolve, 300));
  for (const reduces of [false, true]) {
    const [eager, fused] = [true, false].map((isEager) => milliseconds(engine, isEager, reduces));
    console.log(
      `${shape.join('x')} relu(x a + b) / 2${reduces ? ', summed' : ''}, ${threads} threads: ` +
        `one by one ${eager!.toFixed(2)} ms, fused ${fused!.toFixed(2)} ms`,
    );
  }
}
process.exit();
