import { formatFlow } from './format-flow.ts';
import { flowPage } from './html/flow-page.ts';

/** A layer's gradient through the recorded passes. */
export interface LayerFlow {
  /** Its path in the model. */
  readonly name: string;
  readonly kind: string;
  /** Elements of its weights. */
  readonly parameters: number;
  readonly frozen: boolean;
  /** Frobenius norm of the gradient of its weights, one a pass. */
  readonly gradientNorm: readonly number[];
}

/** The terms of a residual block's input gradient through the recorded passes (Frobenius norms). */
export interface BlockFlow {
  readonly name: string;
  readonly identity: readonly number[];
  readonly branch: readonly number[];
  readonly whole: readonly number[];
}

/** The schema `plumbline-flow/1`: numbers that are not finite are null. */
export interface FlowJson {
  readonly schema: 'plumbline-flow/1';
  readonly passes: readonly number[];
  readonly layers: readonly (Omit<LayerFlow, 'gradientNorm'> & {
    readonly gradientNorm: readonly (number | null)[];
  })[];
  readonly blocks: readonly {
    readonly name: string;
    readonly identity: readonly (number | null)[];
    readonly branch: readonly (number | null)[];
    readonly whole: readonly (number | null)[];
  }[];
}

/** What a `watch` has recorded. */
export class FlowReport {
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

/** JSON has no NaN and no infinity. */
export function finite(values: readonly number[]): (number | null)[] {
  return values.map((value) => (Number.isFinite(value) ? value : null));
}

/** The branch's share of the gradient at a block's input: |branch| / (|identity| + |branch|). */
export function branchShare({ identity, branch }: BlockFlow, row: number): number {
  const [i, b] = [identity[row] ?? Number.NaN, branch[row] ?? Number.NaN];
  return b / (i + b);
}
