import type { BlockFlow, Flow, LayerFlow } from '@plumbline/report';

/** Series of one layer or block by their names in the schema. */
type Series = Readonly<Record<string, unknown>>;

/**
 * What was recorded before a run was interrupted at step `start`, and since: `after` counts its passes
 * from there.
 */
export function joinFlow(before: Flow | undefined, after: Flow, start: number): Flow {
  const shifted = { ...after, passes: after.passes.map((pass) => pass + start) };
  // What comes after the checkpoint happened again.
  const kept = before?.passes.filter((pass) => pass < start).length ?? 0;
  if (before === undefined || kept === 0) return shifted;
  const join = <Part extends LayerFlow | BlockFlow>(old: Part | undefined, part: Part): Part =>
    old === undefined
      ? part
      : { ...part, ...joined(old, part, { kept, added: after.passes.length }) };
  return {
    ...joined(before, after, { kept, added: after.passes.length }),
    passes: [...before.passes.slice(0, kept), ...shifted.passes],
    layers: after.layers.map((layer) => join(named(before.layers, layer.name), layer)),
    blocks: after.blocks.map((block) => join(named(before.blocks, block.name), block)),
  };
}

function named<Part extends { readonly name: string }>(parts: readonly Part[], name: string) {
  return parts.find((part) => part.name === name);
}

/** The series of both, one after the other; NaN where one of them has none. */
function joined(
  before: object,
  after: object,
  { kept, added }: { readonly kept: number; readonly added: number },
): Record<string, number[]> {
  const [a, b]: readonly Series[] = [{ ...before }, { ...after }];
  const keys = Object.keys({ ...a, ...b }).filter((key) => isSeries(a?.[key] ?? b?.[key]));
  return Object.fromEntries(
    keys.map((key) => [key, [...seriesOf(a?.[key], kept), ...seriesOf(b?.[key], added)]]),
  );
}

function seriesOf(value: unknown, length: number): number[] {
  return isSeries(value) ? value.slice(0, length) : new Array<number>(length).fill(Number.NaN);
}

function isSeries(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'number');
}
