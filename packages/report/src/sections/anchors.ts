import type { Flow } from '../schema/flow.ts';

export const layerAnchor = (index: number) => `layer-${index}`;
export const blockAnchor = (index: number) => `block-${index}`;

/** Where in a page the layers and blocks of a report stand, by name. */
export function anchorsOf(flow: Flow | undefined): ReadonlyMap<string, string> {
  const { layers = [], blocks = [] } = flow ?? {};
  return new Map([
    ...layers.map(({ name }, i): [string, string] => [name, layerAnchor(i)]),
    ...blocks.map(({ name }, i): [string, string] => [name, blockAnchor(i)]),
  ]);
}
