import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Report, type ReportData } from '../src/index.ts';
import { everything } from './everything.ts';
import { reportData } from './generated-reports.ts';

const text = new Report(everything).toString();
const escapeCode = String.fromCharCode(27);

describe('a report as text', () => {
  test('has a section for each thing that was measured, findings first, the worst first', () => {
    const headings = text.split('\n').filter((line) => /^[A-Z]/.test(line));
    expect(headings).toEqual([
      'ResNet-20 on CIFAR-10, step 975',
      'ResNet, 272,474 parameters, measured by plumbline 0.1.0',
      'Findings',
      'Training',
      'Gradient flow, pass 975 (40 recorded)',
      'Identity and branch, pass 975',
      'Signal propagation',
      'Paths through 9 residual blocks',
      'Lesions: blocks taken out',
      'Shattering',
      'Singular values of the Jacobians',
      'Curvature',
      'Loss landscape',
      'Gradient noise',
    ]);
    const findings = [...text.matchAll(/^ {2}(?:✗ error|! warning|i note) +(.*)$/gm)];
    expect(findings.map(([, title]) => title)).toEqual(
      everything.findings?.map(({ title }) => title),
    );
    const { findings: all = [] } = everything;
    const reversed = new Report({ ...everything, findings: all.toReversed() });
    expect(reversed.toString()).toBe(text);
  });

  test('tells a gradient that is not finite at the blocks from one that is not there', () => {
    const block = { name: 'block', identity: [Number.NaN], branch: [Number.NaN] };
    const sentence = (whole: number) => {
      const flow = { passes: [3], layers: [], blocks: [{ ...block, whole: [whole] }] };
      return new Report({ ...everything, flow }).toString();
    };
    expect(sentence(Number.NaN)).toContain('inputs of the residual blocks is not finite');
    expect(sentence(0)).toContain('No gradient reached a residual block');
  });

  test('says the numbers', () => {
    expect(text).toMatch(/conv1 +Conv2d +2,304 +4\.71e-4 +7\.000/);
    expect(text).toMatch(/layer1\.0 +0\.5661 +0\.4339 +0\.7133 +43\.4 %/);
    expect(text).toContain(
      'paths through 1.620 branches on the average; the mean of all 512 paths is 4.5',
    );
    expect(text).toMatch(/share of the gradient {2}▅█▇▄▂▁▁▁▁▁/);
    expect(text).toMatch(/7 +20 +1\.682 +0\.4200/);
    expect(text).toContain('The noise scale is 812.4 examples');
    expect(text).toContain('25.0 % of the output of fc is not finite; it is the first such layer.');
  });

  const textOf = (data: Partial<ReportData>) => new Report({ ...everything, ...data }).toString();

  test('a landscape over several decades is drawn on a log scale, and says so', () => {
    const alpha = [-1, -0.5, 0, 0.5, 1];
    const wide = textOf({ landscape: { alpha, loss: [[1600, 160, 1.6, 16, 16]] } });
    expect(wide).toMatch(/1\.600 \(▁\) to 1600 \(█\), log scale\n *█▆▁▃▃\n/);
    const narrow = textOf({ landscape: { alpha, loss: [[4, 2, 1, 2, 4]] } });
    expect(narrow).toMatch(/1\.000 \(▁\) to 4\.000 \(█\)\n/);
  });

  test('no block is missed by a network without a loss', () => {
    const whole = { loss: Number.NaN, accuracy: 0.25 };
    const lost = textOf({ lesion: { whole, dropped: [{ block: '1', loss: Number.NaN }] } });
    expect(lost).toContain('Loss NaN, accuracy 25.0 % with all blocks.');
    expect(lost).not.toContain('missed');
  });

  test('settings that were left open, and shares that are all 0, are left out', () => {
    const { training, flow } = everything;
    if (training === undefined || flow === undefined) throw new Error('nothing to test');
    const settings = { data: null, model: 'resnet20' };
    const open = textOf({ training: { ...training, settings } });
    expect(open).toMatch(/\n *model +resnet20\n/);
    expect(open).not.toContain('null');
    const layers = flow.layers.map((layer) => ({ ...layer, nonFinite: flow.passes.map(() => 0) }));
    expect(text).toMatch(/\n *layer +.* not finite\n/);
    expect(textOf({ flow: { ...flow, layers } })).not.toMatch(/\n *layer +.* not finite\n/);
  });

  test('gradients of which none is finite have no scale', () => {
    const { flow } = everything;
    if (flow === undefined) throw new Error('nothing to test');
    const bad = flow.passes.map(() => Number.NaN);
    const layers = flow.layers.map((layer) => ({ ...layer, weightGradient: bad }));
    const drawn = textOf({ flow: { ...flow, layers } });
    expect(drawn).toContain('|dL/dw| by depth, first layer to last: nowhere a finite number');
    expect(drawn).toMatch(/pass 0 +!+\n/);
  });

  test('judges the flow by the gradient at outputs, else by that of weights, and says which', () => {
    const sentence = (gradients: object) => {
      const layer = { kind: 'Linear', block: null, parameters: 4, frozen: false };
      const layers = [0, 1].map((i) => ({ ...layer, name: `${i}`, weightGradient: [i + 1] }));
      const [first, last] = layers.map((of, i) => ({
        ...of,
        ...(i === 0 ? gradients : { activationGradient: [1] }),
      }));
      const flow = { passes: [0], layers: [first!, last!], blocks: [] };
      const { title, model, source } = everything;
      return new Report({ title, model, source, flow }).toString();
    };
    expect(sentence({ activationGradient: [1e-4] })).toContain(
      'The gradient dL/d output reaches the first of 2 layers 10,000 times weaker than the last.',
    );
    const { title, model, source, flow } = everything;
    const layers = flow?.layers.map(({ activationGradient: _, ...layer }) => layer) ?? [];
    const blind = new Report({
      title,
      model,
      source,
      flow: { passes: [], blocks: [], ...flow, layers },
    });
    expect(blind.toString()).toMatch(/gradient dL\/dw reaches the first of/);
  });

  test('without measurements is its head, and says so where nothing was found or recorded', () => {
    const { title, model, source } = everything;
    const head =
      'ResNet-20 on CIFAR-10, step 975\nResNet, 272,474 parameters, measured by plumbline 0.1.0';
    expect(new Report({ title, model, source }).toString()).toBe(head);
    const empty = new Report({
      title,
      model,
      source,
      findings: [],
      flow: { passes: [], layers: [], blocks: [] },
    });
    expect(empty.toString()).toContain('Nothing was found.');
    expect(empty.toString()).toContain('No backward pass was recorded yet.');
  });

  test('is plain, unless color is asked for, and then the same text', () => {
    expect(text).not.toContain(escapeCode);
    const colored = new Report(everything).toString({ color: true });
    expect(colored).toContain(`${escapeCode}[31m✗ error`);
    expect(colored.replaceAll(new RegExp(`${escapeCode}\\[\\d+m`, 'g'), '')).toBe(text);
  });

  test.each([60, 80, 120])('is %d columns wide at most', (width) => {
    const lines = new Report(everything).toString({ width }).split('\n');
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(width);
  });

  test('of a deep network shows the first and the last layers', () => {
    const names = Array.from({ length: 300 }, (_, i) => `layer.${i}`);
    const layers = names.map((name) => ({
      name,
      kind: 'Linear',
      block: null,
      parameters: 4,
      frozen: false,
      weightGradient: [1],
    }));
    const report = new Report({ ...everything, flow: { passes: [0], layers, blocks: [] } });
    const deep = report.toString();
    expect(deep).toMatch(/layer\.29 [^…]*… 240 more: toJSON and toHTML have all\n +layer\.270 /);
    expect(deep).not.toContain('layer.100 ');
    expect(report.toString({ whole: 'the page' })).toContain('… 240 more: the page have all');
  });

  test('of frozen layers says so where their gradient would be', () => {
    const layer = { kind: 'Linear', block: null, parameters: 4, weight: [2] };
    const activation = { kind: 'ReLU', block: null, parameters: 0, activation: [1] };
    const layers = [
      { ...layer, name: 'first', frozen: true },
      { ...activation, name: 'between', frozen: true },
      { ...layer, name: 'last', frozen: false, weightGradient: [3] },
    ];
    const { title, model, source } = everything;
    const flow = { passes: [0], layers, blocks: [] };
    const drawn = new Report({ title, model, source, flow }).toString();
    expect(drawn).toMatch(/first +Linear +4 +frozen +2\.000/);
    expect(drawn).toMatch(/between +ReLU +- +- +- +1\.000/);
    expect(drawn).toMatch(/last +Linear +4 +3\.000 +2\.000/);
  });

  test('of lesions has a scale of what is finite, and misses most what is not', () => {
    const { title, model, source } = everything;
    const losses = [1, 3, Number.NaN, 9];
    const dropped = losses.map((loss, i) => ({ block: `b${i}`, loss }));
    const drawn = (whole: number) =>
      new Report({ title, model, source, lesion: { whole: { loss: whole }, dropped } }).toString();
    for (const whole of [Number.NaN, 2]) {
      expect(drawn(whole)).toContain('loss without each block, 1.000 (▁) to 9.000 (█)');
      expect(drawn(whole)).toMatch(/this network +▁▃!█/);
    }
    expect(drawn(2)).toContain('; NaN without b2, the block that is missed most');
  });

  test('of lesions says of a block that it is missed where the loss rises without it', () => {
    const { title, model, source } = everything;
    const loss = fc.double({ min: 0, max: 10, noNaN: true });
    fc.assert(
      fc.property(loss, fc.array(loss, { minLength: 1, maxLength: 4 }), (whole, losses) => {
        const dropped = losses.map((value, i) => ({ block: `b${i}`, loss: value }));
        const lesion = { whole: { loss: whole }, dropped };
        const drawn = new Report({ title, model, source, lesion }).toString({ width: 500 });
        const isMissed = losses.some((value) => value > whole);
        expect(drawn.includes('is missed most')).toBe(isMissed);
        expect(drawn.includes('no block is missed')).toBe(!isMissed);
      }),
      { numRuns: 50 },
    );
  });

  test('is drawn of any report, and no name can steer the terminal', () => {
    fc.assert(
      fc.property(reportData, fc.integer({ min: 0, max: 200 }), (data, width) => {
        const drawn = new Report(data).toString({ width });
        // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what it looks for.
        expect(drawn).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
      }),
      { numRuns: 100 },
    );
  });
});
