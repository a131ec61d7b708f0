import type { Flow } from '../src/index.ts';

/** Each number of a flow as float32 by the tag and step at which a reader must find it. */
export function expectedScalars({ passes, loss, layers, blocks }: Flow): Map<string, number> {
  const lines: [tag: string, values: readonly number[]][] = [['loss', loss ?? []]];
  for (const { name, ...rest } of [...layers, ...blocks]) {
    for (const [series, values] of Object.entries(rest)) {
      if (Array.isArray(values)) lines.push([`${series}/${name}`, values]);
    }
  }
  for (const { name, identity, branch } of blocks) {
    const shares = identity.map((norm, i) => branch[i]! / (norm + branch[i]!));
    lines.push([`branchShare/${name}`, shares]);
  }
  return new Map(
    lines.flatMap(([tag, values]) =>
      values.flatMap((value, i): [string, number][] =>
        Number.isNaN(value) ? [] : [[`${tag} at ${passes[i]}`, Math.fround(value)]],
      ),
    ),
  );
}
