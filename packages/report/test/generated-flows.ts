import fc from 'fast-check';
import type { BlockFlow, Finding, Flow, LayerFlow, ReportData } from '../src/index.ts';

const number = fc.double();
const name = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 });
const named = { maxLength: 3, selector: ({ name }: { readonly name: string }) => name };

function flowOf(passes: readonly number[]): fc.Arbitrary<Flow> {
  const series = fc.array(number, { minLength: passes.length, maxLength: passes.length });
  const layer: fc.Arbitrary<LayerFlow> = fc.record(
    {
      name,
      kind: name,
      block: fc.constant(null),
      parameters: fc.nat(),
      frozen: fc.boolean(),
      outputSize: fc.nat(),
      activation: series,
      activationGradient: series,
      weight: series,
      weightGradient: series,
      update: series,
      dead: series,
      saturated: series,
      nonFinite: series,
    },
    { requiredKeys: ['name', 'kind', 'block', 'parameters', 'frozen'] },
  );
  const block: fc.Arbitrary<BlockFlow> = fc.record(
    {
      name,
      identity: series,
      branch: series,
      whole: series,
      sum: series,
      cosine: series,
      forwardRatio: series,
      forwardCosine: series,
    },
    { requiredKeys: ['name', 'identity', 'branch', 'whole'] },
  );
  return fc.record(
    {
      passes: fc.constant(passes),
      loss: series,
      layers: fc.uniqueArray(layer, named),
      blocks: fc.uniqueArray(block, named),
    },
    { requiredKeys: ['passes', 'layers', 'blocks'] },
  );
}

const finding: fc.Arbitrary<Finding> = fc.record({
  rule: name,
  severity: fc.constantFrom('note', 'warning', 'error'),
  title: fc.string({ unit: 'grapheme' }),
  layers: fc.array(name),
  evidence: fc.string(),
  cause: fc.string(),
  advice: fc.array(fc.string()),
  measured: number,
  threshold: number,
  source: fc.string(),
});

/**
 * Reports of a flow and findings, with any names and any numbers. Names differ, and so do passes: a tag
 * and a step have one value.
 */
export const anyReport: fc.Arbitrary<ReportData & { readonly flow: Flow }> = fc
  .uniqueArray(fc.nat({ max: Number.MAX_SAFE_INTEGER }), { maxLength: 4 })
  .chain((passes) =>
    fc.record({
      title: fc.string(),
      model: fc.record({ name, parameters: fc.nat() }),
      source: fc.record({ framework: name }),
      findings: fc.array(finding, { maxLength: 2 }),
      flow: flowOf(passes.toSorted((a, b) => a - b)),
    }),
  );
