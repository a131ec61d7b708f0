import {
  type BlockFlow,
  type FlowJson,
  type FlowRecord,
  finite,
  type LayerFlow,
} from './flow-record.ts';
import { formatFlow } from './format-flow.ts';
import { flowPage } from './html/flow-page.ts';

/** What a `watch` has recorded. */
export class FlowReport implements FlowRecord {
  /** The numbers of the recorded passes, counted from 0. */
  readonly passes: readonly number[];
  readonly layers: readonly LayerFlow[];
  readonly blocks: readonly BlockFlow[];

  constructor(
    passes: readonly number[],
    layers: readonly LayerFlow[],
    blocks: readonly BlockFlow[],
  ) {
    this.passes = passes;
    this.layers = layers;
    this.blocks = blocks;
  }

  /** Tables and a strip by depth, for a terminal. */
  toString(): string {
    return formatFlow(this);
  }

  toJSON(): FlowJson {
    return {
      schema: 'plumbline-flow/1',
      passes: this.passes,
      layers: this.layers.map((layer) => ({ ...layer, gradientNorm: finite(layer.gradientNorm) })),
      blocks: this.blocks.map(({ name, identity, branch, whole }) => ({
        name,
        identity: finite(identity),
        branch: finite(branch),
        whole: finite(whole),
      })),
    };
  }

  /** One self-contained page with charts, that opens without a network. */
  toHTML(): string {
    return flowPage(this);
  }
}
