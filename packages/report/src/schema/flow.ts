import * as v from 'valibot';
import { count, formatOf, series } from './format.ts';

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
  /** How many elements of the model's input were NaN or infinite, where it has floats. */
  readonly inputNonFinite?: readonly number[];
  /** Layers (modules without modules inside) in the order in which they first ran. */
  readonly layers: readonly LayerFlow[];
  /** Residual blocks, outer before inner. */
  readonly blocks: readonly BlockFlow[];
}

/** A layer; a series that has no meaning for it (the weights of an activation) is left out. */
export interface LayerFlow {
  /** Its path in the model. */
  readonly name: string;
  /** The name of its class. */
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
  /** Its path in the model. */
  readonly name: string;
  /** |identity term|. */
  readonly identity: readonly number[];
  /** |branch term|. */
  readonly branch: readonly number[];
  /** |dL/dx|, of their sum. */
  readonly whole: readonly number[];
  /** |dL/d(s(x) + F(x))|, before the block's activation: identity / sum is the gain of the shortcut. */
  readonly sum?: readonly number[];
  /** Cosine between the two terms. */
  readonly cosine?: readonly number[];
  /** |F(x)| / |s(x)|. */
  readonly forwardRatio?: readonly number[];
  /** Cosine between F(x) and s(x). */
  readonly forwardCosine?: readonly number[];
}

const layerFormat = formatOf<LayerFlow>()(
  v.object({
    name: v.string(),
    kind: v.string(),
    block: v.nullable(v.string()),
    parameters: count,
    frozen: v.boolean(),
    outputSize: v.exactOptional(count),
    activation: v.exactOptional(series),
    activationGradient: v.exactOptional(series),
    weight: v.exactOptional(series),
    weightGradient: v.exactOptional(series),
    update: v.exactOptional(series),
    dead: v.exactOptional(series),
    saturated: v.exactOptional(series),
    nonFinite: v.exactOptional(series),
  }),
);

const blockFormat = formatOf<BlockFlow>()(
  v.object({
    name: v.string(),
    identity: series,
    branch: series,
    whole: series,
    sum: v.exactOptional(series),
    cosine: v.exactOptional(series),
    forwardRatio: v.exactOptional(series),
    forwardCosine: v.exactOptional(series),
  }),
);

export const flowFormat = formatOf<Flow>()(
  v.pipe(
    v.object({
      passes: v.array(count),
      loss: v.exactOptional(series),
      inputNonFinite: v.exactOptional(series),
      layers: v.array(layerFormat),
      blocks: v.array(blockFormat),
    }),
    v.rawCheck(({ dataset, addIssue }) => {
      if (!dataset.typed) return;
      const wrong = wrongLength(dataset.value);
      if (wrong !== null) addIssue({ message: wrong });
    }),
  ),
);

/** Which series has not one value a pass, if one hasn't. */
function wrongLength({ passes, loss, inputNonFinite, layers, blocks }: Flow): string | null {
  const wanted = passes.length;
  const wrong = (of: object, path: string) => {
    for (const [key, values] of Object.entries(of)) {
      if (!Array.isArray(values) || values.length === wanted) continue;
      return `${path}.${key} has ${values.length} values for ${wanted} passes`;
    }
    return null;
  };
  const ofAll = wrong({ loss, inputNonFinite }, 'flow');
  if (ofAll !== null) return ofAll;
  for (const [i, layer] of layers.entries()) {
    const found = wrong(layer, `flow.layers[${i}]`);
    if (found !== null) return found;
  }
  for (const [i, block] of blocks.entries()) {
    const found = wrong(block, `flow.blocks[${i}]`);
    if (found !== null) return found;
  }
  return null;
}
