import { backward, noGrad } from '@plumbline/autograd';
import { Linear, mse, ReLU, Residual, Sequential } from '@plumbline/layers';
import { SGD } from '@plumbline/optimizers';
import { full, Generator, manualSeed, memory, randn, useEngine } from '@plumbline/tensor';
import { describe, expect, test } from 'vitest';
import { diagnose, findingsOf, lesion, paths, type Watch, watch } from '../src/index.ts';

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
  test('records every n-th pass, thins a long history evenly and says what it kept', () => {
    const model = network();
    const flow = watch(model, { every: 3, history: 4 });
    train(model, 40);
    expect(flow.record().passes).toEqual([0, 12, 24, 36]);
  });

  test('never holds more passes than its history, whatever numbers they have', () => {
    const model = network();
    const flow = watch(model, { every: 16, history: 4 });
    const kept: (readonly number[])[] = [];
    train(model, 113, (step) => {
      if (step % 16 === 0) kept.push(flow.record().passes);
    });
    expect(kept.slice(3)).toEqual([
      [0, 16, 32, 48],
      [0, 32, 64],
      [0, 32, 64],
      [0, 32, 64, 96],
      [0, 32, 64, 96],
    ]);
  });

  test('passes without a backward pass are recorded where their loss was told', () => {
    const model = network();
    const flow = watch(model);
    noGrad(() => model.forward(randn([1, 4])).sum());
    model.forward(randn([1, 4])).sum();
    expect(flow.record()).toMatchObject({ passes: [], blocks: [{ whole: [] }, { whole: [] }] });
    const loss = model.forward(randn([1, 4])).sum();
    flow.loss(loss);
    const record = flow.record();
    expect(record).toMatchObject({ passes: [1], loss: [loss.item()] });
    expect(record.layers[0]?.activation?.length).toBe(1);
    expect(record.layers[0]?.weightGradient).toBeUndefined();
  });

  test('evaluation between the steps counts for nothing', () => {
    const model = network();
    const flow = watch(model, { every: 2 });
    const norms: number[] = [];
    train(model, 4, () => {
      norms.push(model.parameters()[0]?.grad?.norm().item() ?? 0);
      noGrad(() => model.forward(randn([9, 4])).sum());
    });
    const { passes, layers } = flow.record();
    expect(passes).toEqual([0, 2]);
    expect(layers[0]?.outputSize).toBe(8 * 6);
    expect(layers[0]?.weightGradient).toEqual(
      [norms[0], norms[2]].map((norm) => expect.closeTo(norm ?? 0, 5)),
    );
  });

  test('measurements between the steps and amid one count for nothing', () => {
    const sample = [randn([8, 4]), randn([8, 2])] as const;
    const recorded = (measure: (model: Sequential) => void) => {
      const model = network();
      const flow = watch(model);
      const remove = model.at(1).onForward(() => void (amid && measure(model)));
      const weights = train(model, 4, () => {
        amid = false;
        measure(model);
        amid = true;
      });
      remove();
      amid = false;
      return { weights, record: flow.record() };
    };
    let amid = false;
    const alone = recorded(() => {});
    const measured = recorded((model) => {
      const wasAmid = amid;
      amid = false;
      paths(model, sample);
      lesion(model, sample);
      expect(diagnose(model, sample).flow?.passes).toEqual([0, 1]);
      amid = wasAmid;
    });
    expect(measured).toEqual(alone);
  });

  test('a pass that fails leaves the next ones as they are', () => {
    const model = network();
    const flow = watch(model);
    expect(() => model.forward(randn([8, 5]))).toThrow();
    train(model, 2);
    const { passes, blocks } = flow.record();
    expect(passes).toEqual([1, 2]);
    for (const { whole, forwardRatio } of blocks) {
      expect(whole.every((norm) => norm > 0)).toBe(true);
      expect(forwardRatio?.every((ratio) => ratio > 0)).toBe(true);
    }
  });

  test('stops, and leaves nothing behind', () => {
    const model = network();
    const flow = watch(model);
    train(model, 2);
    flow.stop();
    train(model, 5);
    expect(flow.record().passes).toEqual([0, 1]);
  });

  test('takes no more memory as training goes on', () => {
    useEngine({});
    const model = network();
    const flow = watch(model, { every: 2, history: 5 });
    let early = memory();
    train(model, 2500, (step) => {
      if (step === 200) early = memory();
    });
    expect(memory().buffers).toBeLessThanOrEqual(early.buffers + 8);
    expect(memory().bytes).toBeLessThanOrEqual(early.bytes + 8192);
    flow.stop();
    // One row of numbers a recorded pass, and nothing of a batch.
    const { byOrigin } = memory();
    expect(byOrigin['watch']).toBeUndefined();
  });

  test('refuses a loss that is no number', () => {
    expect(() => watch(network()).loss(randn([2, 3]))).toThrow('shape [2, 3]');
  });

  test('refuses senseless options', () => {
    expect(() => watch(network(), { every: 0 })).toThrow('from 1 up');
    expect(() => watch(network(), { history: 1 })).toThrow(
      'history must be a whole number from 2 up',
    );
  });
});

describe('the report', () => {
  test('has the name and the size of the model', () => {
    expect(reported()).toMatchObject({
      model: { name: 'Sequential', parameters: network().parameterCount },
      source: { framework: 'plumbline' },
      flow: { passes: [0, 1, 2] },
    });
  });

  function reported(): ReturnType<Watch['report']> {
    const model = network();
    const flow = watch(model);
    train(model, 3);
    return flow.report();
  }

  test('has what the rules find', () => {
    const { flow, findings } = reported();
    expect(findings).toEqual(findingsOf(flow === undefined ? {} : { flow }));
    const model = network();
    const watching = watch(model);
    backward(model.forward(full([3, 4], Number.NaN)).sum());
    expect(watching.report().toString()).toMatch(/Findings\n.*error +Values are NaN or infinite/);
  });

  test('as text shows layers, a strip, blocks and one sentence', () => {
    const text = reported().toString();
    expect(text).toContain('Gradient flow, pass 2 (3 recorded)');
    expect(text).toMatch(/1\.branch\.0\s+Linear\s+36\s+\d/);
    expect(text).toMatch(/pass 2\s+[▁▂▃▄▅▆▇█]{6}/);
    expect(text).toMatch(/The gradient dL\/d output reaches the first of 6 layers/);
    expect(text).toMatch(/branch share/);
  });

  test('as JSON follows its schema, without numbers that JSON lacks', () => {
    const json = JSON.parse(JSON.stringify(reported()));
    expect(json).toMatchObject({ schema: 'plumbline-report/1', flow: { passes: [0, 1, 2] } });
    const numbers = [expect.any(Number), expect.any(Number), expect.any(Number)];
    expect(json.flow.layers[0]).toEqual({
      name: '0',
      kind: 'Linear',
      parameters: 24,
      block: null,
      frozen: false,
      outputSize: 48,
      activation: numbers,
      activationGradient: numbers,
      weight: numbers,
      weightGradient: numbers,
      update: numbers,
      nonFinite: [0, 0, 0],
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
