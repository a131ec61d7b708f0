import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { jsonSchema, jsonSchemaPath } from '../scripts/make-json-schema.ts';
import { parseReport, Report, type ReportData } from '../src/index.ts';
import { everything } from './everything.ts';
import { reportData } from './generated-reports.ts';

/** What a file keeps of a report: no infinities. */
function finite(value: unknown): unknown {
  if (typeof value === 'number') return Number.isFinite(value) ? value : Number.NaN;
  if (Array.isArray(value)) return value.map(finite);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, finite(item)]));
}

describe('parseReport', () => {
  test('reads back what toJSON wrote, NaN too', () => {
    fc.assert(
      fc.property(reportData, (data) => {
        const text = JSON.stringify(new Report(data));
        expect({ ...parseReport(text) }).toEqual(finite(data));
        expect(parseReport(JSON.parse(text)).toJSON()).toEqual(JSON.parse(text));
      }),
      { numRuns: 200 },
    );
  });

  test('gives a Report with all of its parts', () => {
    const report = parseReport(JSON.stringify(new Report(everything)));
    expect(report).toBeInstanceOf(Report);
    expect({ ...report }).toEqual(finite(everything));
  });

  test('leaves out what a later version added, and what has no value', () => {
    const { title, model, source } = everything;
    const json = { ...new Report({ title, model, source }).toJSON(), later: { x: [1] } };
    expect({ ...parseReport(json) }).toEqual({ title, model, source });
    const withNothing: object = { ...json, flow: undefined };
    expect(new Report({ ...everything }).toJSON()).not.toHaveProperty('later');
    expect(() => parseReport(JSON.stringify(withNothing))).not.toThrow();
  });

  const head = new Report({
    title: 't',
    model: { name: 'm', parameters: 1 },
    source: { framework: 'f' },
  }).toJSON();
  const layer = { name: 'a', kind: 'k', block: null, parameters: 1, frozen: false };
  const withLayer = (fields: object) => ({
    ...head,
    flow: { passes: [0], layers: [layer, { ...layer, ...fields }], blocks: [] },
  });

  test.each<[unknown, string]>([
    ['{', 'the text is no JSON'],
    [7, 'a report is an object, got 7'],
    [null, 'a report is an object, got null'],
    ['[]', 'a report is an object, got an array of 0'],
    [{}, "schema must be 'plumbline-report/1', got nothing: is this file a report?"],
    [{ schema: 'plumbline-flow/1' }, "got 'plumbline-flow/1'"],
    [{ schema: 'plumbline-report/2' }, 'install a newer @plumbline/report'],
    [{ ...head, title: 3 }, 'title must be a string, got 3'],
    [{ ...head, model: undefined }, 'model is missing'],
    [{ ...head, model: { name: 'm', parameters: 1.5 } }, 'model.parameters must be a whole number'],
    [{ ...head, model: { name: 'm', parameters: -1 } }, 'model.parameters must be 0 or more'],
    [{ ...head, curvature: null }, 'curvature must be an object, got null'],
    [
      { ...head, findings: [{ rule: 'r', severity: 'fatal' }] },
      "findings[0].severity must be ('note' | 'warning' | 'error'), got 'fatal'",
    ],
    [withLayer({ weight: ['x'] }), "flow.layers[1].weight[0] must be a number, got 'x'"],
    [withLayer({ weight: { length: 1 } }), 'flow.layers[1].weight must be an array, got an object'],
    [withLayer({ weight: [1, 2] }), 'flow.layers[1].weight has 2 values for 1 passes'],
    [
      withLayer({ name: 'x'.repeat(1000), frozen: 'x'.repeat(1000) }),
      `flow.layers[1].frozen must be true or false, got '${'x'.repeat(40)}…'`,
    ],
    [{ ...head, landscape: { alpha: [0], loss: [[0, 1]] } }, 'landscape.loss needs a row a beta'],
    [
      {
        ...head,
        lesion: { whole: { loss: 1 }, dropped: [], swapped: [{ loss: 1, blocks: ['a'] }] },
      },
      'lesion.swapped[0].blocks[1] is missing',
    ],
  ])('%j: %s', (file, message) => {
    expect(() => parseReport(file)).toThrow(TypeError);
    expect(() => parseReport(file)).toThrow(message);
  });

  test('is safe with prototypes, long arrays and deep nests', () => {
    const text = `{"__proto__": {"flow": 1, "polluted": 1}, "constructor": 1, ${JSON.stringify(head).slice(1)}`;
    const report = parseReport(text);
    expect(report.flow).toBeUndefined();
    expect(Object.keys(report)).toEqual(['title', 'model', 'source']);
    expect('polluted' in {}).toBe(false);

    const long = new Array<string>(1e6).fill('x');
    expect(() => parseReport(withLayer({ weight: long }))).toThrow('flow.layers[1].weight[0]');

    let twin = '{"whole": {"loss": 1}, "dropped": []}';
    for (let depth = 0; depth < 2000; depth++) {
      twin = `{"whole": {"loss": 1}, "dropped": [], "twin": ${twin}}`;
    }
    const nested = parseReport(`${JSON.stringify(head).slice(0, -1)}, "lesion": ${twin}}`);
    expect(nested.lesion?.twin).toEqual({ whole: { loss: 1 }, dropped: [] });
  });

  test('agrees with the JSON Schema that the package ships', () => {
    const text = jsonSchema();
    expect(readFileSync(jsonSchemaPath, 'utf8')).toBe(text);
    const schema: { properties: Record<keyof ReportData, { description?: string }> } =
      JSON.parse(text);
    expect(Object.keys(schema.properties).sort()).toEqual(
      ['schema', ...Object.keys(everything)].sort(),
    );
    expect(schema.properties.paths.description).toContain('Veit et al. 2016');
  });
});
