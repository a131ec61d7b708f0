import { backward, checkpoint } from '@plumbline/autograd';
import { Generator, randn, type Tensor, useEngine } from '@plumbline/tensor';
import { expect, test } from 'vitest';
import { BatchNorm2d, Conv2d, ReLU, Residual, Sequential } from '../src/index.ts';
import { expectFlatMemory } from './flat-memory.ts';

function blocks(): Sequential[] {
  const generator = new Generator(8);
  const conv = () => new Conv2d(4, 4, 3, { padding: 1, generator });
  return Array.from(
    { length: 3 },
    () =>
      new Sequential(
        new Residual(new Sequential(conv(), new BatchNorm2d(4), new ReLU(), conv())),
        new BatchNorm2d(4),
      ),
  );
}

type Wrap = (forward: (x: Tensor) => Tensor) => (x: Tensor) => Tensor;

/** Gradients, and the state after two steps, of a stack whose blocks are wrapped. */
function trained(wrap: Wrap): number[][] {
  const model = new Sequential(...blocks());
  const forwards = model.children().map(([, block]) => wrap((x) => block.forward(x)));
  const generator = new Generator(2);
  for (let step = 0; step < 2; step++) {
    const x = randn([2, 4, 6, 6], { generator });
    backward(
      forwards
        .reduce((y, forward) => forward(y), x)
        .square()
        .mean(),
    );
  }
  const gradients = model.parameters().map((parameter) => parameter.grad!);
  return [...gradients, ...Object.values(model.stateDict())].map((t) => [...t.dataSync()]);
}

test('a checkpointed residual network has the same gradients and running estimates, to the bit', () => {
  useEngine({});
  expect(trained(checkpoint)).toEqual(trained((forward) => forward));
});

test('memory is flat over 200 steps', () => {
  useEngine({});
  const [block] = blocks();
  const forward = checkpoint((x) => block!.forward(x));
  const step = () => {
    block!.zeroGrad();
    backward(forward(randn([2, 4, 3, 3])).sum());
  };
  expectFlatMemory(step, { warmUp: 20, repeats: 200 });
});
