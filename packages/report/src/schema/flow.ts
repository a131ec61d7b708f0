/**
 * What flowed through a network in the recorded passes (a forward and its backward pass). A series has
 * one value a recorded pass, NaN where it was not measured in that one; norms are Frobenius norms over
 * the whole batch.
 */
export interface Flow {
  /** The numbers of the recorded passes, counted from 0. */
  readonly passes: readonly number[];
  /** The loss of each, where it was told. */
  readonly loss?: readonly number[];
  /** Layers (modules without modules inside) in the order in which they first ran. */
  readonly layers: readonly LayerFlow[];
  /** Residual blocks, outer before inner. */
  readonly blocks: readonly BlockFlow[];
}

/** A layer; a series that has no meaning for it (the weights of an activation) is left out. */
export interface LayerFlow {
  /** Its path in the model. */
  readonly name: string;
  readonly kind: string;
  /** The path of the innermost residual block around it. */
  readonly block: string | null;
  /** Elements of its weights (parameters of two axes or more; of all, where there are none such). */
  readonly parameters: number;
  /** Whether none of them is trained. */
  readonly frozen: boolean;
  /** Elements of its output in the newest pass: norm / √outputSize is a root mean square. */
  readonly outputSize?: number;
  /** |output|. */
  readonly activation?: readonly number[];
  /** |dL/d output|. */
  readonly activationGradient?: readonly number[];
  /** |w|. */
  readonly weight?: readonly number[];
  /** |dL/dw|. */
  readonly weightGradient?: readonly number[];
  /** |w after the step - w| / |w|. */
  readonly update?: readonly number[];
  /** Of a rectifying activation: the share of units (channels, features) that are 0 for all of the batch. */
  readonly dead?: readonly number[];
  /** Of a squashing activation: the share of elements where its slope is below 0.05 of the largest. */
  readonly saturated?: readonly number[];
  /** The share of elements of the output that are NaN or infinite. */
  readonly nonFinite?: readonly number[];
}

/**
 * A residual block y = s(x) + F(x), s being the shortcut (with its scale or gate) and F the branch
 * (with its). dL/dx = dL/dy · ds/dx + dL/dy · dF/dx: the identity term and the branch term.
 */
export interface BlockFlow {
  readonly name: string;
  /** |identity term|. */
  readonly identity: readonly number[];
  /** |branch term|. */
  readonly branch: readonly number[];
  /** |dL/dx|, of their sum. */
  readonly whole: readonly number[];
  /** Cosine between the two terms. */
  readonly cosine?: readonly number[];
  /** |F(x)| / |s(x)|. */
  readonly forwardRatio?: readonly number[];
  /** Cosine between F(x) and s(x). */
  readonly forwardCosine?: readonly number[];
}
