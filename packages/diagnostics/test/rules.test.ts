import type { BlockFlow, Flow, LayerFlow, Measurements } from '@plumbline/report';
import { describe, expect, expectTypeOf, test } from 'vitest';
import { type FindingsOptions, findingsOf, rules } from '../src/index.ts';

/** Layers of one pass by hand, from the input to the loss. */
function flow(layers: readonly Partial<LayerFlow>[], blocks: readonly BlockFlow[] = []): Flow {
  const passes = Math.max(...layers.flatMap(({ update }) => update?.length ?? 1));
  return {
    passes: Array.from({ length: passes }, (_, pass) => pass),
    layers: layers.map((layer, i) => ({
      name: `layer${i}`,
      kind: 'Linear',
      block: null,
      parameters: 16,
      frozen: false,
      ...layer,
    })),
    blocks,
  };
}

const block = (name: string, numbers: Partial<BlockFlow>): BlockFlow => ({
  name,
  identity: [1],
  branch: [0.5],
  whole: [1.2],
  ...numbers,
});

function named(measurements: Measurements, options?: FindingsOptions) {
  return findingsOf(measurements, options).map(({ rule, severity, layers, measured }) => ({
    rule,
    severity,
    layers,
    measured,
  }));
}

const gradients = (...norms: number[]) =>
  flow(norms.map((norm) => ({ activationGradient: [norm] })));

describe('values that are not finite', () => {
  /** Three steps, then an output that is not finite. */
  const grown = (factor: number, update: number) =>
    flow([
      {
        activation: [1, factor, factor ** 2, Number.NaN],
        update: [update, update, update, Number.NaN],
        nonFinite: [0, 0, 0, 1],
      },
    ]);

  test.each([
    [2, 0.4, 'likely too large: |output| of layer0 grew from 1.000 to 4.000'],
    [1, 0.6, 'likely too large: the step of pass 0 changed the weights of layer0 by 0.6000 times'],
    [1.9, 0.4, 'or layer0 overflows'],
    [2, 0, 'or layer0 overflows'],
  ])('after outputs that grow %f-fold and steps of %f', (factor, update, cause) => {
    const [found] = findingsOf({ flow: grown(factor, update) });
    expect(found).toMatchObject({ rule: 'non-finite', cause: expect.stringContaining(cause) });
  });

  test.each([
    [undefined, 0, /^What comes in is NaN or infinite already, or layer0 overflows/],
    [[0], 0, /^The sample is finite: layer0 overflows/],
    [[1], 0, /^The sample has 1 value that is NaN or infinite.$/],
    [[0], 1, /^What the layers before it return is finite: layer1 overflows/],
  ])('with %j of them in the sample', (inputNonFinite, at, cause) => {
    const layers = [0, 1, 2].map((i) => ({ nonFinite: [i < at ? 0 : 1] }));
    const measured = { ...flow(layers), ...(inputNonFinite && { inputNonFinite }) };
    expect(findingsOf({ flow: measured })[0]?.cause).toMatch(cause);
  });
});

describe('advice', () => {
  const adviceFor = (kind: string) => {
    const layers = [1e-4, 1e-3, 0.01, 0.1].map((norm) => ({ kind, activationGradient: [norm] }));
    const [found] = findingsOf({ flow: flow([...layers, { activationGradient: [1] }]) });
    return [found?.cause, ...(found?.advice ?? [])].join(' ');
  };

  test('speaks of the activation that the network has', () => {
    expect(adviceFor('ReLU')).toMatch(/kaimingNormal before ReLU/);
    expect(adviceFor('Tanh')).toMatch(/Each Tanh .*at most 1,.*xavierNormal before Tanh/);
    expect(adviceFor('Sigmoid')).toMatch(/Each Sigmoid .*at most 1\/4,.*in place of Sigmoid/);
    for (const kind of ['ReLU', 'Sigmoid', 'SELU']) expect(adviceFor(kind)).not.toMatch(/tanh/i);
    expect(adviceFor('Sigmoid')).not.toMatch(/init\./);
  });

  test('names the normalization that fits the layers', () => {
    expect(adviceFor('ReLU')).toMatch(/\(BatchNorm1d, LayerNorm\)/);
    expect(adviceFor('Conv2d')).toMatch(/\(BatchNorm2d, LayerNorm\)/);
  });
});

describe('advice for one layer', () => {
  const kinds = ['Linear', 'ReLU', 'Linear', 'Tanh', 'Linear'];
  /** All stations before layer `at` have a gradient that is smaller, or larger, by `factor`. */
  const changedAt = (at: number, factor: number) => {
    const layers = kinds.map((kind, i) => ({
      kind,
      parameters: kind === 'Linear' ? 16 : 0,
      activationGradient: [i < at ? factor : 1],
    }));
    return findingsOf({ flow: flow(layers) })[0]?.advice[0];
  };

  test.each([1e-5, 1e5])('fits what comes after it, gradients times %f', (factor) => {
    expect(changedAt(4, factor)).toMatch(/^Initialize layer4 \(Linear\) anew\. .*xavierNormal\.$/);
    expect(changedAt(2, factor)).toMatch(/^Initialize layer2 .*xavierNormal before Tanh\.$/);
    expect(changedAt(3, factor)).not.toMatch(/Initialize layer3/);
  });
});

describe('vanishing and exploding gradients', () => {
  test('below 1e-3 of the last layer vanishes, above is well', () => {
    expect(named({ flow: gradients(1.1e-3, 0.03, 1) })).toEqual([]);
    expect(named({ flow: gradients(2e-4, 9e-4, 0.03, 1) })).toEqual([
      {
        rule: 'vanishing-gradient',
        severity: 'warning',
        layers: ['layer1', 'layer0'],
        measured: 2e-4,
      },
    ]);
  });

  test('the layer that loses all at once is named first, and less than 1e-6 is an error', () => {
    const [found] = named({ flow: gradients(1e-7, 2e-7, 0.9, 1) });
    expect(found).toMatchObject({ severity: 'error', layers: ['layer2', 'layer1', 'layer0'] });
  });

  test('a weak gradient in a side branch is no loss', () => {
    expect(named({ flow: gradients(0.5, 0, 1e-9, 1) })).toEqual([]);
  });

  test('the input of a block counts, where its branch has no gradient', () => {
    const inside = { block: '0', activationGradient: [0] };
    const passed = flow(
      [inside, { ...inside, kind: 'ReZero' }, { activationGradient: [1] }],
      [block('0', { whole: [0.9], branch: [0], identity: [0.9], forwardRatio: [0] })],
    );
    expect(named({ flow: passed })).toMatchObject([{ rule: 'collapsed-branch', severity: 'note' }]);
  });

  test('from 1e3 on it explodes, and the layer behind the jump is named first', () => {
    expect(named({ flow: gradients(900, 30, 1) })).toEqual([]);
    expect(named({ flow: gradients(5e4, 4e4, 2, 1) })).toMatchObject([
      { rule: 'exploding-gradient', severity: 'warning', layers: ['layer2', 'layer1', 'layer0'] },
    ]);
  });
});

describe('units', () => {
  const activation = (series: Partial<LayerFlow>) => ({
    flow: flow([{ kind: 'ReLU', parameters: 0, ...series }, {}]),
  });

  test('dead in each of the newest five passes', () => {
    expect(named(activation({ dead: [1, 0.95, 0.92, 0.99, 0.96] }))).toMatchObject([
      { rule: 'dead-units', severity: 'warning', measured: 0.92 },
    ]);
    expect(named(activation({ dead: [0.99, 0.99, 0.3, 0.99, 0.99] }))).toEqual([]);
    expect(named(activation({ dead: [0.2, 1, 1, 1, 1, 1] }))).toMatchObject([
      { severity: 'error' },
    ]);
  });

  test('saturated, unless it is the output', () => {
    const saturated = { kind: 'Tanh', parameters: 0, saturated: [0.7] };
    expect(named({ flow: flow([{}, saturated, {}]) })).toMatchObject([
      { rule: 'saturated-units', severity: 'warning', layers: ['layer1'] },
    ]);
    expect(named({ flow: flow([{}, {}, saturated]) })).toEqual([]);
  });
});

describe('residual blocks', () => {
  const blocks = (...all: BlockFlow[]) => ({ flow: flow([{}], all) });

  test('a branch of nothing forward or backward', () => {
    const found = named(
      blocks(block('0', {}), block('1', { branch: [1e-5] }), block('2', { forwardRatio: [1e-4] })),
    );
    expect(found).toMatchObject([{ rule: 'collapsed-branch', layers: ['1', '2'], measured: 1e-5 }]);
  });

  test('is meant where a gate is closed, until it has had time to open', () => {
    const shut = block('0', { branch: [0], forwardRatio: [0] });
    const gate = { block: '0', kind: 'ReZero' };
    const early = flow([gate], [shut]);
    expect(named({ flow: early })).toMatchObject([{ severity: 'note' }]);
    expect(named({ flow: { ...early, passes: [0, 1500] } })).toMatchObject([
      { severity: 'warning' },
    ]);
  });

  test('a branch that drowns its shortcut forward and backward', () => {
    const loud = { branch: [25], forwardRatio: [30] };
    expect(named(blocks(block('0', { ...loud, forwardRatio: [10] })))).toEqual([]);
    expect(named(blocks(block('0', loud)))).toMatchObject([
      { rule: 'branch-overwhelms-skip', layers: ['0'], measured: 25 },
    ]);
  });

  test('shortcut scales compound: 0.5 three times is a warning less than four times', () => {
    const halves = Array.from({ length: 4 }, (_, i) =>
      block(`${i}`, { identity: [0.5], sum: [1] }),
    );
    expect(named(blocks(...halves.slice(1)))).toEqual([]);
    expect(named(blocks(...halves))).toEqual([
      {
        rule: 'scaled-shortcut',
        severity: 'warning',
        layers: ['0', '1', '2', '3'],
        measured: 1 / 16,
      },
    ]);
    const one = block('4', { identity: [1e-5], sum: [1] });
    expect(named(blocks(...halves, one))[0]).toMatchObject({
      severity: 'error',
      layers: ['4', '0', '1', '2', '3'],
    });
  });

  test('shortcuts that are each near 1, and far from it together', () => {
    const many = Array.from({ length: 54 }, (_, i) =>
      block(`${i}`, { identity: [i === 20 ? 0.953 : 0.957], sum: [1] }),
    );
    const [found, ...others] = findingsOf({ flow: flow([], many) });
    expect(others).toEqual([]);
    expect(found).toMatchObject({ rule: 'scaled-shortcut', layers: ['20'] });
    expect(found?.evidence).toBe(
      'The shortcut of 20 passes 0.9530 of the gradient, all 54 together 0.09277.',
    );
  });
});

describe('the learning rate', () => {
  const steps = (update: number, rest: Partial<LayerFlow> = {}) => ({
    update: [1, 2, 3, 4, 5, 6].map(() => update),
    ...rest,
  });

  test('too large and too small for a layer', () => {
    const found = named({ flow: flow([steps(1e-3), steps(0.8), steps(1e-8), steps(7)]) });
    expect(found).toMatchObject([
      { rule: 'learning-rate-too-large', severity: 'error', layers: ['layer3', 'layer1'] },
      { rule: 'learning-rate-too-small', severity: 'warning', layers: ['layer2'] },
    ]);
  });

  test('is judged by the weights as they were: those that Adam blew up hide its steps', () => {
    const update = [60, 1, 0.5, 0.33, 0.25, 0.2];
    const weight = [0.05, 3, 6, 9, 12, 15];
    expect(named({ flow: flow([{ update, weight }]) })).toMatchObject([
      { rule: 'learning-rate-too-large', severity: 'error', measured: expect.closeTo(60, 0) },
    ]);
  });

  test.each([
    [1.9, [1, 1], []],
    [2.1, [1, 1], ['warning']],
    [2.1, [1], ['warning']],
    [0.6, [1, 9], []],
    [0.6, [1, 11], ['error']],
    [0.4, [1, 11], []],
  ])('steps of %f, too few to be sure, and losses %j', (update, loss, severities) => {
    const layer = { update: loss.map(() => update) };
    const found = findingsOf({ flow: { ...flow([layer]), loss } });
    expect(found.map(({ severity }) => severity)).toEqual(severities);
    for (const { rule } of found) expect(rule).toBe('learning-rate-too-large');
  });

  test.each([
    [1, false],
    [2, true],
  ])('has not killed units that were dead before its step: since pass %i', (since, isBlamed) => {
    const dead = [0, 1, 2, 3, 4, 5, 6].map((pass) => (pass < since ? 0.2 : 1));
    const update = dead.map((_, pass) => (pass === 1 ? 0.9 : 0.01));
    const [found] = findingsOf({ flow: flow([{ update }, { kind: 'ReLU', parameters: 0, dead }]) });
    expect(found?.rule).toBe('dead-units');
    expect(/learning rate is likely too large/.test(found?.cause ?? '')).toBe(isBlamed);
  });

  test('what begins after a step that is too large is not found beside it', () => {
    const update = [9, 9, 9, 9, 9];
    const late = [1, 1e6, 1e6, 1e6, 1e6];
    const [here, there] = [
      { update, activationGradient: late },
      { activationGradient: [1, 1, 1, 1, 1] },
    ];
    const rulesOf = (layers: readonly Partial<LayerFlow>[], options?: FindingsOptions) =>
      findingsOf({ flow: flow(layers) }, options).map(({ rule }) => rule);
    expect(rulesOf([here, there])).toEqual(['learning-rate-too-large']);
    const always = { ...here, activationGradient: late.map(() => 1e6) };
    expect(rulesOf([always, there]).toSorted()).toEqual([
      'exploding-gradient',
      'learning-rate-too-large',
    ]);
    const alone = { rules: { 'learning-rate-too-large': false } } as const;
    expect(rulesOf([here, there], alone)).toEqual(['exploding-gradient']);
  });

  test('needs five steps, and weights that are not new or frozen', () => {
    expect(named({ flow: flow([{ update: [2, 2, 2, 2] }]) })).toEqual([]);
    expect(named({ flow: flow([steps(2, { weight: [0, 1, 2, 3, 4, 5] })]) })).toEqual([]);
    expect(named({ flow: flow([steps(2, { kind: 'ReZero' })]) })).toEqual([]);
    expect(named({ flow: flow([steps(0, { frozen: true })]) })).toEqual([]);
  });
});

describe('what is missing or not finite', () => {
  test('a layer without a gradient is named from the loss on, a frozen one is not', () => {
    const found = named({
      flow: flow([
        { weightGradient: [0] },
        { weightGradient: [0] },
        { weightGradient: [0], frozen: true },
        { weightGradient: [1] },
      ]),
    });
    expect(found).toMatchObject([{ rule: 'no-gradient', layers: ['layer1', 'layer0'] }]);
  });

  test('a layer that reads only zeros has a gradient of 0, and is not named for it', () => {
    const behind = (activation: number[]) =>
      named({ flow: flow([{ weightGradient: [1] }, { activation }, { weightGradient: [0] }]) });
    expect(behind([0])).toEqual([]);
    expect(behind([1])).toMatchObject([{ rule: 'no-gradient', layers: ['layer2'] }]);
  });

  test('the first layer of the first pass that is not finite', () => {
    const found = findingsOf({
      flow: flow([
        { nonFinite: [0, 0, 0.5], update: [0.1, 0.1, 0.1] },
        { nonFinite: [0, 0.25, 1] },
        { nonFinite: [0, 1, 1] },
      ]),
    });
    expect(found[0]).toMatchObject({ layers: ['layer1', 'layer2'], measured: 0.25 });
    expect(found[0]?.evidence).toContain('(pass 1)');
  });

  test('a loss, or a gradient, that is not finite while the layers are', () => {
    expect(named({ flow: { ...gradients(1, 1), loss: [Number.POSITIVE_INFINITY] } })).toMatchObject(
      [{ rule: 'non-finite', layers: [] }],
    );
    const infinite = { weightGradient: [Number.POSITIVE_INFINITY] };
    expect(named({ flow: flow([infinite, infinite, { weightGradient: [2] }]) })).toMatchObject([
      { rule: 'non-finite', layers: ['layer1'] },
    ]);
  });
});

describe('shattered gradients', () => {
  const shattering = (autocorrelation: number[]) => ({
    shattering: {
      points: 6,
      autocorrelation: [1, ...autocorrelation],
      whiteNoise: [1, 0, 0, 0, 0, 0],
      brownNoise: [1, 0.9, 0.8, 0.7, 0.6, 0.5],
      correlation: 0,
    },
  });

  test('white noise is one, half way to brown noise is not', () => {
    expect(named(shattering([0.05, 0.04, 0.01, -0.02, 0.01]))).toMatchObject([
      { rule: 'shattered-gradient', severity: 'warning' },
    ]);
    expect(named(shattering([0.5, 0.4, 0.3, 0.3, 0.2]))).toEqual([]);
  });
});

describe('findingsOf', () => {
  const broken = { flow: gradients(1e-5, 1) };

  test('takes other thresholds, and leaves rules out', () => {
    expect(findingsOf(broken).length).toBe(1);
    expect(findingsOf(broken, { rules: { 'vanishing-gradient': { minRatio: 1e-6 } } })).toEqual([]);
    expect(findingsOf(broken, { rules: { 'vanishing-gradient': false } })).toEqual([]);
  });

  test('knows its options', () => {
    // @ts-expect-error: minRatio it is
    const misspelled: FindingsOptions = { rules: { 'vanishing-gradient': { ratio: 1 } } };
    expect(() => findingsOf({}, misspelled)).toThrow(
      "no threshold of vanishing-gradient 'ratio'; there are minRatio",
    );
    // @ts-expect-error: no such rule
    expect(() => findingsOf({}, { rules: { vanishing: false } })).toThrow("no rule 'vanishing'");
    expectTypeOf(rules['dead-units'].defaults.maxShare).toBeNumber();
  });

  test('puts errors first, and finds nothing in nothing', () => {
    const both = flow([{ nonFinite: [1] }], [block('0', { branch: [0] })]);
    expect(named({ flow: both }).map(({ severity }) => severity)).toEqual(['error', 'warning']);
    expect(findingsOf({})).toEqual([]);
    expect(findingsOf({ flow: { passes: [], layers: [], blocks: [] } })).toEqual([]);
  });
});
