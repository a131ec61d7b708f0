import { backward, noGrad } from '@plumbline/autograd';
import { Linear, mse, ReLU, Residual, Sequential } from '@plumbline/layers';
import { SGD } from '@plumbline/optimizers';
import { Generator, manualSeed, memory, randn, useEngine } from '@plumbline/tensor';
import { describe, expect, test } from 'vitest';
import { type Flow, watch } from '../src/index.ts';

function network(): Sequential {
  manualSeed(4);
  const block = () => new Residual(new Sequential(new Linear(6, 6), new ReLU(), new Linear(6, 6)));
  return new Sequential(new Linear(4, 6), block(), block(), new Linear(6, 2));
}

/** Trains for some steps; returns the final weights. */
function train(
  model: Sequential,
  steps: number,
  afterStep: (step: number) => void = () => {},
): number[] {
  const generator = new Generator(9);
  const optimizer = new SGD(model.parameters(), { lr: 0.05, momentum: 0.9 });
  for (let step = 0; step < steps; step++) {
    const [x, y] = [randn([8, 4], { generator }), randn([8, 2], { generator })];
    const loss = mse(model.forward(x), y);
    optimizer.zeroGrad();
    backward(loss);
    optimizer.step();
    afterStep(step);
  }
  return model.parameters().flatMap((parameter) => [...parameter.dataSync()]);
}

describe('watch', () => {
  test('changes no number of the training', () => {
    const plain = train(network(), 20);
    const watched = network();
    const flow = watch(watched);
    expect(train(watched, 20)).toEqual(plain);
    expect(flow.report().flow?.passes.length).toBe(20);
  });

  test('records the norm of the weight gradient of every layer', () => {
    const model = network();
    const flow = watch(model);
    const norms: number[][] = [];
    train(model, 3, () => {
      const weights = model.namedParameters().filter(([name]) => name.endsWith('weight'));
      norms.push(weights.map(([, { grad }]) => grad?.norm().item() ?? Number.NaN));
    });
    const layers = flow.report().flow?.layers ?? [];
    expect(layers.map(({ name }) => name)).toEqual([
      '0',
      '1.branch.0',
      '1.branch.2',
      '2.branch.0',
      '2.branch.2',
      '3',
    ]);
    for (const [i, { weightGradient }] of layers.entries()) {
      expect(weightGradient).toEqual(norms.map((row) => expect.closeTo(row[i] ?? 0, 5)));
    }
  });

  test('records every n-th pass, thins a long history evenly and says what it kept', () => {
    const model = network();
    const flow = watch(model, { every: 3, history: 4 });
    train(model, 40);
    expect(flow.report().flow?.passes).toEqual([0, 12, 24, 36]);
  });

  test('passes without a backward are not recorded', () => {
    const model = network();
    const flow = watch(model);
    noGrad(() => model.forward(randn([1, 4])).sum());
    expect(flow.report().toString()).toContain('No backward pass was recorded yet.');
  });

  test('stops, and leaves nothing behind', () => {
    const model = network();
    const flow = watch(model);
    train(model, 2);
    flow.stop();
    train(model, 5);
    expect(flow.report().flow?.passes).toEqual([0, 1]);
  });

  test('shows frozen layers as frozen', () => {
    const model = network();
    for (const [name, parameter] of model.namedParameters()) {
      if (name.startsWith('0.')) parameter.requiresGrad = false;
    }
    const flow = watch(model);
    train(model, 1);
    const [first] = flow.report().flow?.layers ?? [];
    expect(first).toMatchObject({ name: '0', frozen: true, weightGradient: [0] });
  });

  test('takes no more memory as training goes on', () => {
    useEngine({});
    const model = network();
    watch(model, { history: 5 });
    let atForty = memory();
    train(model, 400, (step) => {
      if (step === 47) atForty = memory();
    });
    expect(memory().buffers).toBeLessThanOrEqual(atForty.buffers + 8);
  });

  test('refuses senseless options', () => {
    expect(() => watch(network(), { every: 0 })).toThrow('from 1 up');
    expect(() => watch(network(), { history: 1 })).toThrow('2 passes or more');
  });
});

describe('the report', () => {
  function reported(): ReturnType<Flow['report']> {
    const model = network();
    const flow = watch(model);
    train(model, 3);
    return flow.report();
  }

  test('as text shows layers, a strip, blocks and one sentence', () => {
    const text = reported().toString();
    expect(text).toContain('Gradient flow, pass 2 (3 recorded)');
    expect(text).toMatch(/1\.branch\.0\s+Linear\s+36\s+\d/);
    expect(text).toMatch(/pass 2\s+[▁▂▃▄▅▆▇█]{6}/);
    expect(text).toMatch(/The gradient reaches the first of 6 layers/);
    expect(text).toMatch(/branch share/);
  });

  test('as JSON follows its schema, without numbers that JSON lacks', () => {
    const json = JSON.parse(JSON.stringify(reported()));
    expect(json).toMatchObject({ schema: 'plumbline-report/1', flow: { passes: [0, 1, 2] } });
    expect(json.flow.layers[0]).toEqual({
      name: '0',
      kind: 'Linear',
      parameters: 24,
      block: null,
      frozen: false,
      weightGradient: [expect.any(Number), expect.any(Number), expect.any(Number)],
    });
    expect(json.flow.blocks.map((block: { name: string }) => block.name)).toEqual(['1', '2']);
  });

  test('as HTML is one page with charts that loads nothing', () => {
    const html = reported().toHTML();
    expect(html).toMatch(/^<!doctype html>/);
    expect(html.match(/role="img"/g)?.length).toBeGreaterThan(3);
    expect(html).not.toMatch(/<script|https?:|@import|url\(/);
    expect(html).not.toContain('NaN');
  });
});
