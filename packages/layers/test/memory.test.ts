import { backward, noGrad, type Parameter } from '@plumbline/autograd';
import {
  type EngineMemory,
  Generator,
  keep,
  memory,
  randint,
  randn,
  scope,
  type Tensor,
} from '@plumbline/tensor';
import { beforeEach, describe, expect, test } from 'vitest';
import {
  crossEntropy,
  GELU,
  init,
  initialize,
  LayerNorm,
  Linear,
  Module,
  ReLU,
  Residual,
  Sequential,
} from '../src/index.ts';

const steps = 10_000;
let generator: Generator;
let model: Sequential;

beforeEach(() => {
  generator = new Generator(1);
  const linear = (outputs: number) => new Linear(10, outputs, { generator });
  const branch = new Sequential(linear(10), new ReLU(), linear(10));
  const layers = [new Residual(branch, { scale: 0.5 }), new LayerNorm(10), new GELU(), linear(4)];
  model = new Sequential(linear(10), ...layers);
});

/** Eight samples; the right class is the largest of the first four features. */
function batch(): [x: Tensor, labels: Tensor] {
  const x = randn([8, 10], { generator });
  return [x, x.slice(null, [0, 4]).argmax(1)];
}

/** p ← p - lr · dL/dp */
function descend(parameters: readonly Parameter[], lr: number): void {
  noGrad(() => {
    for (const parameter of parameters) {
      if (parameter.grad !== null) parameter.assign(parameter.sub(parameter.grad.mul(lr)));
    }
  });
}

function step(): number {
  const [x, labels] = batch();
  const logits = model.forward(x);
  const loss = crossEntropy(logits, labels);
  model.zeroGrad();
  backward(loss);
  descend(model.parameters(), 0.05);
  return loss.item();
}

describe('10,000 training steps end at the memory of step ten, with no release call', () => {
  test('in a synchronous loop', () => {
    let atStepTen: EngineMemory | null = null;
    const losses: number[] = [];
    for (let i = 1; i <= steps; i++) {
      losses.push(step());
      if (i === 10) atStepTen = memory();
    }
    expect(memory()).toEqual(atStepTen);
    expect(mean(losses.slice(-100))).toBeLessThan(0.5 * mean(losses.slice(0, 10)));
  }, 120_000);

  test('in a loop that awaits, and reads the logits after backward', async () => {
    let atStepTen: EngineMemory | null = null;
    let correct = 0;
    for (let i = 1; i <= steps; i++) {
      const [x, labels] = batch();
      const logits = model.forward(x);
      const loss = crossEntropy(logits, labels);
      model.zeroGrad();
      backward(loss);
      await loss.data();
      descend(model.parameters(), 0.05);
      const [right] = await logits.argmax(1).eq(labels).sum().data();
      if (i > steps - 100) correct += right ?? 0;
      if (i === 10) atStepTen = memory();
    }
    expect(memory()).toEqual(atStepTen);
    expect(correct / 800).toBeGreaterThan(0.8);
  }, 120_000);
});

function mean(values: readonly number[]): number {
  return values.reduce((sum, x) => sum + x, 0) / values.length;
}

describe('what stays readable after backward', () => {
  test('the loss, the logits and the parameters', () => {
    const [x, labels] = batch();
    const logits = model.forward(x);
    const before = logits.dataSync();
    const loss = crossEntropy(logits, labels);
    const value = loss.item();
    backward(loss);
    expect(logits.dataSync()).toEqual(before);
    expect(loss.item()).toBe(value);
    expect(x.size).toBe(x.dataSync().length);
    for (const parameter of model.parameters())
      expect(parameter.grad?.shape).toEqual(parameter.shape);
  });

  test('not an intermediate: reading it is an error that says what to do', () => {
    let inner: Tensor | null = null;
    model.at(0).onForward((_, __, output) => {
      inner = output;
    });
    const [x, labels] = batch();
    backward(crossEntropy(model.forward(x), labels));
    expect(() => inner?.dataSync()).toThrow(
      /made by linear, shape \[8, 10\], was released by backward\(\): keep\(tensor\) before/,
    );
  });

  test('an intermediate that was kept', () => {
    const kept: Tensor[] = [];
    model.at(0).onForward((_, __, output) => void kept.push(keep(output)));
    const [x, labels] = batch();
    backward(crossEntropy(model.forward(x), labels));
    expect(kept[0]?.dataSync().length).toBe(80);
  });

  test('the outputs of two models, one after the other', () => {
    const decoder = new Linear(4, 10, { generator });
    const [x] = batch();
    const code = model.forward(x);
    const output = decoder.forward(code);
    backward(output.sum());
    expect(code.dataSync().length).toBe(32);
    expect(output.dataSync().length).toBe(80);
  });
});

describe('scopes around a model', () => {
  const evaluate = () => {
    const labels = randint(0, 4, [8], { generator });
    const logits = model.forward(randn([8, 10], { generator }));
    return crossEntropy(logits, labels).item() + logits.argmax(1).sum().item();
  };

  test.each([
    ['scope', scope],
    ['noGrad', noGrad],
  ])('%s releases all that an evaluation made, logits too', (_, run) => {
    run(evaluate);
    const before = memory().buffers;
    for (let i = 0; i < 20; i++) run(evaluate);
    expect(memory().buffers).toBe(before);
  });

  test('a training step inside a scope leaves parameters and gradients alone', () => {
    // Long enough for what other tests left idle to move out.
    for (let i = 0; i < 10; i++) scope(step);
    const before = memory();
    for (let i = 0; i < 20; i++) scope(step);
    expect(memory()).toEqual(before);
  });

  test('a loss that leaves a scope takes its graph along; backward releases the rest', () => {
    const forward = () => scope(() => crossEntropy(model.forward(...inputs()), labels()));
    const inputs = (): [Tensor] => [randn([8, 10], { generator })];
    const labels = () => randint(0, 4, [8], { generator });
    backward(forward());
    const before = memory().buffers;
    model.zeroGrad();
    const loss = forward();
    backward(loss);
    // Only the second loss is new: logits and batch went with the scope.
    expect(memory().buffers).toBe(before + 1);
    expect(Number.isFinite(loss.item())).toBe(true);
  });

  test('what a composite makes on the way is gone when it returns without a tape', () => {
    const frozen = new Sequential(...model);
    for (const parameter of frozen.parameters()) parameter.requiresGrad = false;
    const x = randn([8, 10], { generator });
    frozen.forward(x);
    const before = memory().buffers;
    frozen.forward(x);
    expect(memory().buffers).toBe(before + 1);
  });
});

test('making and initializing a model leaves nothing behind but its parameters', () => {
  const before = memory().buffers;
  const made = initialize(
    new Sequential(new Linear(10, 10), new LayerNorm(10), new Linear(10, 2, { bias: false })),
    init.orthogonal,
  );
  // Parameters shares buffers with nothing else; scopes took all temporaries.
  expect(memory().buffers - before).toBeLessThanOrEqual(made.parameters().length);
});

test('a module that throws does not confuse the next outermost call', () => {
  class Broken extends Module {
    forward(): Tensor {
      throw new Error('broken');
    }
  }
  expect(() => new Sequential(new Broken()).forward(randn([1]))).toThrow('broken');
  const logits = model.forward(randn([8, 10], { generator }));
  backward(logits.sum());
  expect(logits.isReleased).toBe(false);
});
