import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { chart, describeFlow, page, paragraph, strip } from '../src/index.ts';

describe('strip', () => {
  test('is logarithmic, and marks zero and what is not finite', () => {
    expect(strip([1, 10, 100, 1000, 1e4, 1e5, 1e6, 1e7])).toBe('▁▂▃▄▅▆▇█');
    expect(strip([0, 1, Number.NaN, Number.POSITIVE_INFINITY, 100])).toBe('·▁!!█');
    expect(strip([5, 5])).toBe('██');
    expect(strip([])).toBe('');
  });

  test('never is wider than asked, and rises with its values', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 300 }),
        fc.integer({ min: 1, max: 90 }),
        (count, width) => {
          const values = Array.from({ length: count }, (_, i) => 1e-30 * 1.5 ** i);
          const drawn = [...strip(values, { width })];
          expect(drawn.length).toBe(Math.min(count, width));
          expect(drawn).toEqual(drawn.toSorted());
        },
      ),
    );
  });
});

describe('describeFlow', () => {
  test.each([
    [[1e-17, 1], 'The gradient reaches the first of 2 layers 10^17 times weaker than the last.'],
    [[4300, 1], 'The gradient reaches the first of 2 layers 4,300 times stronger than the last.'],
    [
      [2, 1],
      'The gradient reaches the first of 2 layers about as strong as the last (factor 2.0).',
    ],
    [[0, 1], 'No gradient reaches the first of 2 layers: it vanishes to 0 on the way.'],
    [[0, 0], 'No gradient reaches any of 2 layers.'],
    [
      [2, 1, 0],
      'The gradient reaches the first of 3 layers about as strong as the last (factor 2.0).',
    ],
    [[1, Number.NaN], 'The gradient of layer 2 of 2 is not finite.'],
    [[], 'No layer was watched.'],
  ])('%j', (norms, sentence) => {
    expect(describeFlow(norms)).toBe(sentence);
  });
});

describe('the page', () => {
  test('escapes names', () => {
    const hostile = `<img src=x onerror="alert('1')">&`;
    const drawn = chart([{ name: hostile, values: [1, 2] }], {
      title: hostile,
      xLabel: hostile,
      yLabel: hostile,
    });
    const html = page(hostile, [{ heading: hostile, html: drawn + paragraph(hostile) }]);
    expect(html).not.toContain('<img');
    expect(
      html.match(/&lt;img src=x onerror=&quot;alert\(&#39;1&#39;\)&quot;&gt;&amp;/g)?.length,
    ).toBeGreaterThan(6);
  });

  test('charts draw what is finite and leave gaps for the rest', () => {
    const options = { title: 't', xLabel: 'x', yLabel: 'y', logarithmic: true };
    const drawn = chart([{ name: 'a', values: [1, 10, 0, Number.NaN, 100, 1000] }], options);
    expect(drawn.match(/class="line[^"]*" d="([^"]*)"/)?.[1]?.match(/M/g)?.length).toBe(2);
    expect(drawn).not.toContain('NaN');
    expect(chart([{ name: 'a', values: [0] }], options)).toContain('nothing finite to draw');
  });
});
