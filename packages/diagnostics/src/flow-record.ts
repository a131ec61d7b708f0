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

/** Everything that was recorded. */
export interface FlowRecord {
  /** The numbers of the recorded passes, counted from 0. */
  readonly passes: readonly number[];
  readonly layers: readonly LayerFlow[];
  readonly blocks: readonly BlockFlow[];
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
